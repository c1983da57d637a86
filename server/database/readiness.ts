import { sql } from 'drizzle-orm'
import { log, logError } from '../log'
import { dialect } from './dialect'
import { describeDatabase, useDatabase } from './index'
import { MigrationError, migrateDatabase, pendingMigrations } from './migrations'
import { withMigrationsFolder } from './migrations-folder'
import { setting } from '../settings'

export interface Readiness {
  database: 'ok' | 'unavailable'
  /** `failed`: the database is available, but a migration cannot be applied. */
  migrations: 'current' | 'pending' | 'failed' | 'unknown'
}

/** Milliseconds until the next check of a database that was not ready. */
const retryAfter = 2000
/** Milliseconds until the next attempt after a failed migration. Longer, because each attempt copies the SQLite file. */
const retryFailedAfter = 60_000

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
    if (checked === seen && previous?.migrations !== 'current' && !isTooEarly) checked = { at: Date.now(), readiness: prepare() }
  }
  return checked!.readiness
}

/** Whether the database responds to a query. */
export async function pingDatabase(): Promise<boolean> {
  try {
    await useDatabase().select({ one: sql`1` }).from(sql`(select 1) as ping`)
    return true
  }
  catch {
    return false
  }
}

async function prepare(): Promise<Readiness> {
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
