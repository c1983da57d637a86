import { dialect, sqlitePath } from './dialect'
import type { Connection, Database } from './connection'
import { openPostgres } from './postgres'
import { describePostgresUrl } from './postgres-url'
import { openSqlite } from './sqlite'

export type { Database, Queries, Schema } from './connection'
export * from './schema'

let connection: Connection | undefined

/** The process-wide client, opened on first use. */
function connect(): Connection {
  return connection ??= dialect() === 'postgresql'
    ? openPostgres(process.env.DATABASE_URL!)
    : openSqlite(sqlitePath())
}

/**
 * The unified database: Better Auth's tables and the app's own, on whichever
 * dialect `DATABASE_URL` chooses.
 *
 * @throws Error that says what to fix when `DATABASE_URL` is no good
 * @example
 * await useDatabase().transaction(async (tx) => {
 *   await tx.insert(posts).values(draft)
 *   await tx.update(user).set({ updatedAt: new Date() }).where(eq(user.id, draft.userId))
 * })
 */
export function useDatabase(): Database {
  return connect().db
}

/** Closes the client; the next use opens a new one. */
export async function closeDatabase(): Promise<void> {
  const closing = connection
  connection = undefined
  await closing?.close()
}

/** The database in one line, for the log at start. Holds no secret. */
export function describeDatabase(): string {
  return dialect() === 'postgresql' ? describePostgresUrl(process.env.DATABASE_URL!) : `embedded SQLite, file ${sqlitePath()}`
}
