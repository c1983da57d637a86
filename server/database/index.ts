import { dialect, sqlitePath } from './dialect'
import type { Connection, Database } from './connection'
import { openPostgres } from './postgres'
import { describePostgresUrl } from './postgres-url'
import { openSqlite } from './sqlite'
import { faultOf } from './unavailable'
import type { DatabaseFault } from './unavailable'
import { setting } from '../settings'

export type { Database, Queries } from './connection'
export type { Schema } from './full-schema'
export * from './schema'

let connection: Connection | undefined

/** Returns the client of this process, and opens it on first use. */
function connect(): Connection {
  return connection ??= dialect() === 'postgresql'
    ? openPostgres(setting('DATABASE_URL')!)
    : openSqlite(sqlitePath())
}

/**
 * The unified database with the tables of Better Auth and of the app. `DATABASE_URL`
 * selects the dialect.
 *
 * @throws Error with the fix when `DATABASE_URL` is not valid
 * @example
 * await useDatabase().transaction(async (tx) => {
 *   await tx.insert(posts).values(draft)
 *   await tx.update(user).set({ updatedAt: new Date() }).where(eq(user.id, draft.userId))
 * })
 */
export function useDatabase(): Database {
  return connect().db
}

/**
 * Returns why the database cannot serve, and undefined if it can.
 *
 * @param timeout milliseconds
 */
export async function probeDatabase(timeout: number): Promise<DatabaseFault | undefined> {
  try {
    return await connect().probe(timeout)
  }
  catch (error) {
    return faultOf(error) ?? 'unreachable'
  }
}

/** Closes the client. The next use opens a new one. */
export async function closeDatabase(): Promise<void> {
  const closing = connection
  connection = undefined
  await closing?.close()
}

/** Describes the database for the log. The text contains no secret. */
export function describeDatabase(): string {
  return dialect() === 'postgresql' ? describePostgresUrl(setting('DATABASE_URL')!) : `embedded SQLite, file ${sqlitePath()}`
}
