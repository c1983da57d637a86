import { defineEventHandler, setResponseHeader, setResponseHeaders, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import { ConnectError } from '../../shared/errors'
import type { ErrorBody } from '../../shared/errors'
import { logError } from '../log'

/**
 * A handler of the account API. What it throws becomes an answer of the error
 * catalogue with its status; anything that is not of the catalogue is logged and
 * answered as `INTERNAL`, so that no inner detail leaves the server.
 */
export function defineApiHandler<T>(handle: (event: H3Event) => Promise<T> | T) {
  return defineEventHandler(async (event): Promise<T | ErrorBody> => {
    setResponseHeader(event, 'cache-control', 'private, no-store')
    try {
      return await handle(event)
    }
    catch (error) {
      const known = error instanceof ConnectError ? error : new ConnectError('INTERNAL', { cause: error })
      if (known.code === 'INTERNAL') logError(`${event.method} ${event.path.split('?')[0]} failed.`, error)
      setResponseStatus(event, known.status)
      setResponseHeaders(event, known.headers)
      return known.toBody()
    }
  })
}

/** Answers methods an address does not take. Registered for all methods, it gets those no other handler has. */
export function defineMethodNotAllowed(...allowed: string[]) {
  return defineApiHandler(() => {
    throw new ConnectError('METHOD_NOT_ALLOWED', { headers: { allow: allowed.join(', ') } })
  })
}
