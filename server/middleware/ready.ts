import { createError, defineEventHandler, setResponseStatus } from 'h3'
import { ConnectError } from '../../shared/errors'
import { databaseReadiness } from '../database/readiness'

/** What answers without a database: what says so. */
const always = ['/api/health', '/__nuxt_error']

/** Lets nothing else through to a database that is not there or not up to date. */
export default defineEventHandler(async (event) => {
  const path = event.path.split('?')[0]!
  if (always.includes(path)) return
  const { migrations } = await databaseReadiness()
  if (migrations === 'current') return
  const error = new ConnectError('DATABASE_UNAVAILABLE')
  if (!path.startsWith('/api/')) throw createError({ statusCode: error.status, statusMessage: 'Service Unavailable', message: error.message })
  setResponseStatus(event, error.status)
  return error.toBody()
})
