import { setTimeout as wait } from 'node:timers/promises'
import { defineNitroPlugin } from 'nitropack/runtime'
import { useAuth } from '../auth'
import { checkSettings } from '../auth/check-settings'
import { authReadiness } from '../auth/readiness'
import { closeDatabase, describeDatabase } from '../database'
import { databaseReadiness } from '../database/readiness'
import { requireAddressSource } from '../http/client-address'
import { answerUnavailable } from '../http/unavailable'
import { log } from '../log'
import { redirectToSandbox, sandboxUrl } from '../platforms/sandbox'
import { stopOnSignals, timeToStop } from '../shutdown'
import { pendingRefreshes } from '../vault/refresh'
import { closeRenewalJournal } from '../vault/renewal-journal'
import { adoptRenewals } from '../vault/store-renewal'

/** A log that is closed, as by `| head`, must not stop the server: each error would be logged to it again, without end. */
for (const stream of [process.stdout, process.stderr]) stream?.on?.('error', () => {})

/** Checks the configuration, opens the database and logs both. */
export default defineNitroPlugin((nitro) => {
  let sandbox: URL | undefined
  try {
    checkSettings()
    requireAddressSource()
    sandbox = sandboxUrl()
    // Better Auth calls plugins asynchronously. Until they are done, requests wait for `authReadiness`.
    useAuth().$context.catch(stop)
  }
  catch (error) {
    if (import.meta.dev) throw error
    stop(error)
  }
  log.info(`Database: ${describeDatabase()}.`)
  if (sandbox) {
    log.warn(`Sandbox: ${sandbox.origin} simulates the platforms. No request reaches the real ones.`)
    void redirectToSandbox(sandbox)
  }
  void databaseReadiness().then(async ({ migrations }) => {
    if (migrations === 'current') await Promise.all([authReadiness(), adoptRenewals()])
  })
  answerUnavailable(nitro.h3App)
  if (!import.meta.dev) stopOnSignals(nitro)
  nitro.hooks.hookOnce('close', async () => {
    // A renewal may go on after its request has ended. Its new token must be stored before the database is closed.
    await Promise.race([pendingRefreshes(), wait(timeToStop(), undefined, { ref: false })])
    closeRenewalJournal()
    await closeDatabase()
  })
})

/** Stops a server whose configuration is not safe. The development server keeps running and refuses requests. */
function stop(error: unknown): void {
  log.error((error as Error).message)
  if (!import.meta.dev) process.exit(1)
}
