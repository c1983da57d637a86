import { defineEventHandler, setResponseStatus } from 'h3'
import { allowCrossOrigin, corsOrigins } from '../http/cors'

const origins = corsOrigins()

/** Enables CORS for trusted origins on the account API and on Better Auth's routes. The app's own routes are not affected. */
export default defineEventHandler((event) => {
  if (!event.path.startsWith('/api/auth/')) return
  if (!allowCrossOrigin(event, origins)) return
  setResponseStatus(event, 204)
  return null
})
