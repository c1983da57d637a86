import { setResponseHeaders, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import type { ConnectError } from '../../shared/connect-error'
import { toErrorBody } from '../../shared/errors'
import type { ErrorBody, ErrorCode } from '../../shared/errors'
import { methodsOf } from './routes'
import { recordRefusal } from './security-events'

/**
 * Answers a request with an error before a handler runs. On other routes than those of
 * the account API, the body also has `message`, which Better Auth's client reads.
 */
export function refuse(event: H3Event, error: ConnectError<ErrorCode>): ErrorBody & { message?: string } {
  recordRefusal(event, error)
  setResponseStatus(event, error.status)
  setResponseHeaders(event, { ...error.headers, 'cache-control': 'private, no-store' })
  const isOurs = methodsOf(event.path.split('?')[0]!) !== undefined
  return { ...toErrorBody(error), ...(!isOurs && { message: error.message }) }
}
