import { createError, defineEventHandler, setResponseHeaders, setResponseStatus } from 'h3'
import { connectError, toErrorBody } from '../../shared/errors'
import { authReadiness } from '../auth/readiness'
import { readinessWithin } from '../database/readiness'
import { retryLater } from '../http/unavailable'

/** Paths that work without a database: the health check and the error page. */
const withoutDatabase = ['/api/health', '/__nuxt_error']

/** Milliseconds that a request waits for the migrations of a starting server. */
const startTimeout = 5_000

/** Refuses requests while the database is unavailable or not up to date, or Better Auth cannot use it. */
export default defineEventHandler(async (event) => {
  const path = event.path.split('?')[0]!
  if (withoutDatabase.includes(path)) return
  const { migrations } = await readinessWithin(startTimeout)
  if (migrations === 'current' && await authReadiness()) return
  const error = connectError('DATABASE_UNAVAILABLE')
  if (!path.startsWith('/api/')) throw createError({ statusCode: error.status, statusMessage: 'Service Unavailable', message: error.message })
  setResponseStatus(event, error.status)
  setResponseHeaders(event, retryLater)
  return toErrorBody(error)
})
