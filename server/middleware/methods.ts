import { defineEventHandler } from 'h3'
import { connectError } from '../../shared/errors'
import { refuse } from '../http/refuse'
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
  return refuse(event, connectError('METHOD_NOT_ALLOWED', { headers: { allow: methods.join(', ') } }))
})
