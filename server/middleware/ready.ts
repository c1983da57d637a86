import { createError, defineEventHandler, setResponseStatus } from 'h3'
import { ConnectError } from '../../shared/errors'
import { databaseReadiness } from '../database/readiness'

/** Lets nothing through to a database that is not there or not up to date; only `/api/health` always answers. */
export default defineEventHandler(async (event) => {
  const [path] = event.path.split('?')
  if (path === '/api/health') return
  const { migrations } = await databaseReadiness()
  if (migrations === 'current') return
  const error = new ConnectError('DATABASE_UNAVAILABLE')
  if (!path!.startsWith('/api/')) throw createError({ statusCode: error.status, statusMessage: 'Service Unavailable', message: error.message })
  setResponseStatus(event, error.status)
  return error.toBody()
})
