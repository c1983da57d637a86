import { defineEventHandler } from 'h3'
import { ConnectError } from '../../shared/connect-error'
import type { ErrorCode } from '../../shared/errors'
import { keepLimitedBody } from '../http/limited-body'
import { refuse } from '../http/refuse'

/** Limits the size of request bodies under `/api/auth`, before anything parses them. */
export default defineEventHandler(async (event) => {
  if (!event.path.startsWith('/api/auth/')) return
  try {
    await keepLimitedBody(event)
  }
  catch (error) {
    if (error instanceof ConnectError) return refuse(event, error as ConnectError<ErrorCode>)
    throw error
  }
})
