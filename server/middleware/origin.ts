import { defineEventHandler } from 'h3'
import { ConnectError } from '../../shared/connect-error'
import type { ErrorCode } from '../../shared/errors'
import { refuse } from '../http/refuse'
import { requireTrustedChange } from '../http/trusted-change'

/** Protects all routes under `/api/`, also those of the app, against requests that another site's page makes in the user's name. */
export default defineEventHandler(async (event) => {
  try {
    await requireTrustedChange(event)
  }
  catch (error) {
    if (error instanceof ConnectError) return refuse(event, error as ConnectError<ErrorCode>)
    throw error
  }
})
