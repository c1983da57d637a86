import { defineNitroPlugin } from 'nitropack/runtime'
import { useAuth } from '../auth'
import { closeDatabase, describeDatabase } from '../database'
import { databaseReadiness } from '../database/readiness'
import { redirectToSandbox, sandboxUrl } from '../platforms/sandbox'

/** Checks the configuration, opens the database and says what the server runs on. */
export default defineNitroPlugin((nitro) => {
  try {
    useAuth()
  }
  catch (error) {
    if (import.meta.dev) throw error
    console.error(`[connect] ${(error as Error).message}`)
    process.exit(1)
  }
  console.info(`[connect] Database: ${describeDatabase()}.`)
  const sandbox = sandboxUrl()
  if (sandbox) {
    console.warn(`[connect] Sandbox: ${sandbox.origin} stands in for the real platforms.`)
    void redirectToSandbox(sandbox)
  }
  void databaseReadiness()
  nitro.hooks.hookOnce('close', closeDatabase)
})
