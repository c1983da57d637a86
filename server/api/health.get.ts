import { setResponseStatus } from 'h3'
import { authReadiness } from '../auth/readiness'
import { databaseReadiness, pingDatabase } from '../database/readiness'
import { defineApiHandler } from '../http/api-handler'

/** Health check: whether the server can handle requests, with the state of the database and its migrations. */
export default defineApiHandler(async (event) => {
  const { database, migrations } = await databaseReadiness()
  const isAlive = database === 'ok' && await pingDatabase()
  const isReady = isAlive && migrations === 'current' && await authReadiness()
  setResponseStatus(event, isReady ? 200 : 503)
  return { status: isReady ? 'ok' : 'unavailable', database: isAlive ? 'ok' : 'unavailable', migrations }
})
