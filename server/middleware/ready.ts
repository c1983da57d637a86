import { createError, defineEventHandler, setResponseStatus } from 'h3'
import { connectError, toErrorBody } from '../../shared/errors'
import { databaseReadiness } from '../database/readiness'

/** Paths that work without a database: the health check and the error page. */
const withoutDatabase = ['/api/health', '/__nuxt_error']

/** Refuses requests while the database is unavailable or not up to date. */
export default defineEventHandler(async (event) => {
  const path = event.path.split('?')[0]!
  if (withoutDatabase.includes(path)) return
  const { migrations } = await databaseReadiness()
  if (migrations === 'current') return
  const error = connectError('DATABASE_UNAVAILABLE')
  if (!path.startsWith('/api/')) throw createError({ statusCode: error.status, statusMessage: 'Service Unavailable', message: error.message })
  setResponseStatus(event, error.status)
  return toErrorBody(error)
})
