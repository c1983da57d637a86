import { defineEventHandler, setResponseHeader, setResponseHeaders, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import { ConnectError } from '../../shared/connect-error'
import { connectError, toErrorBody } from '../../shared/errors'
import type { ErrorBody, ErrorCode } from '../../shared/errors'
import { logError } from '../log'
import { recordRefusal } from './security-events'

/**
 * Defines a handler of the account API. A thrown ConnectError becomes an error
 * response with its status. Any other error is logged, and the response is
 * `INTERNAL`, so that no internal detail reaches the client.
 */
export function defineApiHandler<T>(handle: (event: H3Event) => Promise<T> | T) {
  return defineEventHandler(async (event): Promise<T | ErrorBody> => {
    setResponseHeader(event, 'cache-control', 'private, no-store')
    try {
      return await handle(event)
    }
    catch (error) {
      const known = error instanceof ConnectError ? error as ConnectError<ErrorCode> : connectError('INTERNAL', { cause: error })
      if (known.code === 'INTERNAL') logError(`${event.method} ${event.path.split('?')[0]} failed.`, error)
      recordRefusal(event, known)
      setResponseStatus(event, known.status)
      setResponseHeaders(event, known.headers)
      return toErrorBody(known)
    }
  })
}
