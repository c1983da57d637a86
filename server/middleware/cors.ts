import { defineEventHandler, setResponseStatus } from 'h3'
import { allowCrossOrigin, corsOrigins } from '../http/cors'

const origins = corsOrigins()

/** Opens the account API and Better Auth's routes to the pages of trusted origins. */
export default defineEventHandler((event) => {
  if (!event.path.startsWith('/api/')) return
  if (!allowCrossOrigin(event, origins)) return
  setResponseStatus(event, 204)
  return null
})
