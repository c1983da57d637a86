import { sql } from 'drizzle-orm'
import { logError } from '../log'
import { dialect } from './dialect'
import { describeDatabase, useDatabase } from './index'
import { MigrationError, migrateDatabase, pendingMigrations } from './migrations'
import { withMigrationsFolder } from './migrations-folder'

export interface Readiness {
  database: 'ok' | 'unavailable'
  /** `failed`: the database answers, but a migration cannot be applied to it. */
  migrations: 'current' | 'pending' | 'failed' | 'unknown'
}

/** Milliseconds before a server that was not ready looks again. */
const retryAfter = 2000
/** The same after a failed migration: each attempt copies a SQLite file. */
const retryFailedAfter = 60_000

let checked: { at: number, readiness: Promise<Readiness> } | undefined

/**
 * Brings the database up to date, where the server may, and says whether it is.
 * Embedded SQLite is migrated here. PostgreSQL is only with
 * `DATABASE_AUTO_MIGRATE=true`; otherwise a server whose database is behind
 * waits, and serves as soon as the migrations have been applied.
 */
export async function databaseReadiness(): Promise<Readiness> {
  const seen = checked
  if (!seen || Date.now() - seen.at > retryAfter) {
    const previous = await seen?.readiness
    const isTooEarly = previous?.migrations === 'failed' && Date.now() - seen!.at <= retryFailedAfter
    // Of all who waited for the last check, the first starts the next one.
    if (checked === seen && previous?.migrations !== 'current' && !isTooEarly) checked = { at: Date.now(), readiness: prepare() }
  }
  return checked!.readiness
}

/** Asks the database for a sign of life. */
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
  const mayMigrate = dialect() === 'sqlite' || process.env.DATABASE_AUTO_MIGRATE === 'true'
  try {
    return await withMigrationsFolder(async (folder) => {
      if (mayMigrate) {
        const applied = await migrateDatabase(folder, { log: line => console.info(`[connect] ${line}`) })
        if (applied.length > 0) console.info(`[connect] Applied migrations: ${applied.join(', ')}.`)
        return { database: 'ok', migrations: 'current' }
      }
      const pending = await pendingMigrations(folder)
      if (pending.length === 0) return { database: 'ok', migrations: 'current' }
      console.error(`[connect] The database is behind by ${pending.join(', ')}. Run \`npm run db:migrate\`, or start with DATABASE_AUTO_MIGRATE=true. Nothing is served until then.`)
      return { database: 'ok', migrations: 'pending' }
    })
  }
  catch (error) {
    if (error instanceof MigrationError) {
      console.error(`[connect] ${error.message} Nothing is served until then.`)
      return { database: 'ok', migrations: 'failed' }
    }
    logError(`${describeDatabase()} is not available.`, error)
    return { database: 'unavailable', migrations: 'unknown' }
  }
}
