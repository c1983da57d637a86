import { defineNitroPlugin } from 'nitropack/runtime'
import { useAuth } from '../auth'
import { closeDatabase, describeDatabase } from '../database'
import { databaseReadiness } from '../database/readiness'
import { log } from '../log'
import { redirectToSandbox, sandboxUrl } from '../platforms/sandbox'

/** A log that is closed, as by `| head`, must not stop the server: each error would be logged to it again, without end. */
for (const stream of [process.stdout, process.stderr]) stream?.on?.('error', () => {})

/** Checks the configuration, opens the database and logs both. */
export default defineNitroPlugin((nitro) => {
  try {
    useAuth()
  }
  catch (error) {
    if (import.meta.dev) throw error
    log.error((error as Error).message)
    process.exit(1)
  }
  log.info(`Database: ${describeDatabase()}.`)
  const sandbox = sandboxUrl()
  if (sandbox) {
    log.warn(`Sandbox: ${sandbox.origin} simulates the platforms. No request reaches the real ones.`)
    void redirectToSandbox(sandbox)
  }
  void databaseReadiness()
  nitro.hooks.hookOnce('close', closeDatabase)
})
