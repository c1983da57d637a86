import { log, logError, logFailure } from '../log'
import { dialect } from './dialect'
import { describeDatabase, probeDatabase } from './index'
import { databaseLimits } from './limits'
import { MigrationError, migrateDatabase, pendingMigrations } from './migrations'
import { withMigrationsFolder } from './migrations-folder'
import { setting } from '../settings'
import { DatabaseUnavailable } from './unavailable'

export interface Readiness {
  database: 'ok' | 'unavailable'
  /** `failed`: the database is available, but a migration cannot be applied. */
  migrations: 'current' | 'pending' | 'failed' | 'unknown'
}

/** Milliseconds until the next check of a database that was not ready. */
const retryAfter = 2000
/** Milliseconds until the next attempt after a failed migration. Longer, because each attempt copies the SQLite file. */
const retryFailedAfter = 60_000

/** The result of the last check that has ended. */
let last: Readiness = { database: 'unavailable', migrations: 'unknown' }

let checked: { at: number, readiness: Promise<Readiness> } | undefined

/**
 * Checks whether the database is up to date, and migrates it if allowed: embedded
 * SQLite always, PostgreSQL only with `DATABASE_AUTO_MIGRATE=true`. Otherwise the
 * server checks again later, and handles requests once the migrations are applied.
 */
export async function databaseReadiness(): Promise<Readiness> {
  const seen = checked
  if (!seen || Date.now() - seen.at > retryAfter) {
    const previous = await seen?.readiness
    const isTooEarly = previous?.migrations === 'failed' && Date.now() - seen!.at <= retryFailedAfter
    // Several callers may have waited for the last check. Only the first one starts the next check.
    if (checked === seen && previous?.migrations !== 'current' && !isTooEarly) checked = { at: Date.now(), readiness: prepare().then(readiness => last = readiness) }
  }
  return checked!.readiness
}

/**
 * Like {@link databaseReadiness}, for callers that cannot wait for a migration. After the
 * timeout, it returns the result of the last check.
 *
 * @param timeout milliseconds
 */
export async function readinessWithin(timeout: number): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined
  const before = last
  const late = new Promise<Readiness>((resolve) => {
    timer = setTimeout(() => resolve(before), timeout)
  })
  try {
    return await Promise.race([databaseReadiness(), late])
  }
  finally {
    clearTimeout(timer)
  }
}

async function prepare(): Promise<Readiness> {
  // The connection of the migrations has no time limit, so check first whether the database answers.
  const fault = await probeDatabase(databaseLimits().connect)
  if (fault) {
    logFailure(new DatabaseUnavailable(fault).message)
    return { database: 'unavailable', migrations: 'unknown' }
  }
  const mayMigrate = dialect() === 'sqlite' || setting('DATABASE_AUTO_MIGRATE') === true
  try {
    return await withMigrationsFolder(async (folder) => {
      if (mayMigrate) {
        const applied = await migrateDatabase(folder, { log: line => log.info(line) })
        if (applied.length > 0) log.info(`Applied migrations: ${applied.join(', ')}.`)
        return { database: 'ok', migrations: 'current' }
      }
      const pending = await pendingMigrations(folder)
      if (pending.length === 0) return { database: 'ok', migrations: 'current' }
      log.error(`The database is behind by ${pending.join(', ')}. Run \`npx nuxt-better-auth-connect migrate\`, or start with DATABASE_AUTO_MIGRATE=true. The server refuses requests until then.`)
      return { database: 'ok', migrations: 'pending' }
    })
  }
  catch (error) {
    if (error instanceof MigrationError) {
      log.error(`${error.message} The server refuses requests until then.`)
      return { database: 'ok', migrations: 'failed' }
    }
    logError(`${describeDatabase()} is not available.`, error)
    return { database: 'unavailable', migrations: 'unknown' }
  }
}
