import { defineEventHandler, setResponseHeader, setResponseHeaders, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import { ConnectError } from '../../shared/connect-error'
import { connectError, toErrorBody } from '../../shared/errors'
import type { ErrorBody, ErrorCode } from '../../shared/errors'
import { logError } from '../log'
import { recordRefusal } from './security-events'
import { runRequest } from './request-scope'
import { toDatabaseUnavailable } from './unavailable'

/**
 * Defines a handler of the account API. A thrown ConnectError becomes an error
 * response with its status, and an unavailable database `DATABASE_UNAVAILABLE`. Any
 * other error is logged, and the response is `INTERNAL`, so that no internal detail
 * reaches the client.
 */
export function defineApiHandler<T>(handle: (event: H3Event) => Promise<T> | T) {
  return defineEventHandler((event): Promise<T | ErrorBody> => runRequest(event, async () => {
    setResponseHeader(event, 'cache-control', 'private, no-store')
    try {
      return await handle(event)
    }
    catch (error) {
      const known = toDatabaseUnavailable(error) ?? (error instanceof ConnectError ? error as ConnectError<ErrorCode> : connectError('INTERNAL', { cause: error }))
      if (known.code === 'INTERNAL') logError(`${event.method} ${event.path.split('?')[0]} failed.`, error)
      recordRefusal(event, known)
      setResponseStatus(event, known.status)
      setResponseHeaders(event, known.headers)
      return toErrorBody(known)
    }
  }))
}
