import { setTimeout as wait } from 'node:timers/promises'
import { setResponseHeaders, setResponseStatus } from 'h3'
import { authReadiness } from '../auth/readiness'
import { probeDatabase } from '../database'
import { readinessWithin } from '../database/readiness'
import { defineApiHandler } from '../http/api-handler'
import { retryLater } from '../http/unavailable'
import { isShuttingDown } from '../shutdown'

/** Milliseconds to wait for the database. The rest of a second is for everything else. */
const timeout = 700

/**
 * Health check: whether the server can handle requests, with the state of the database
 * and its migrations. Answers within a second, whatever the database does.
 */
export default defineApiHandler(async (event) => {
  const [reason, { migrations }] = await Promise.all([probeDatabase(timeout), readinessWithin(timeout)])
  // It reads tables once, and a lock on one of them must not delay the answer.
  const isReady = !reason && migrations === 'current' && !isShuttingDown() && await Promise.race([authReadiness(), wait(1000 - timeout, false)])
  setResponseStatus(event, isReady ? 200 : 503)
  if (!isReady) setResponseHeaders(event, retryLater)
  return {
    status: isReady ? 'ok' : isShuttingDown() ? 'stopping' : 'unavailable',
    database: reason ? 'unavailable' : 'ok',
    migrations,
    ...(reason && { reason }),
  }
})
