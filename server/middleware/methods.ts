import { defineEventHandler, setResponseHeaders, setResponseStatus } from 'h3'
import { connectError, toErrorBody } from '../../shared/errors'
import { methodsOf } from '../http/routes'

/** Handles HEAD as GET, and refuses methods that a route does not support. Otherwise Better Auth or the pages would handle them. */
export default defineEventHandler((event) => {
  const methods = methodsOf(event.path.split('?')[0]!)
  if (!methods || methods.includes(event.method)) return
  if (event.method === 'HEAD' && methods.includes('GET')) {
    // The router reads h3's copy of the method. Node still omits the body, because it reads the original one.
    event._method = 'GET'
    return
  }
  const error = connectError('METHOD_NOT_ALLOWED', { headers: { allow: methods.join(', ') } })
  setResponseStatus(event, error.status)
  setResponseHeaders(event, { ...error.headers, 'cache-control': 'private, no-store' })
  return toErrorBody(error)
})
