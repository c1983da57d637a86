import { setting } from '../settings'

/** Limits on the time that a query may take, in milliseconds. */
export interface DatabaseLimits {
  /** For the execution of one statement. */
  statement: number
  /** For the wait for a lock: of a row or table on PostgreSQL, of the file on SQLite. */
  lock: number
  /** For the wait for a free connection of the pool. */
  pool: number
  /** For opening a connection. */
  connect: number
  /** For one statement as the client sees it, if the database does not answer at all. Later than `statement`, because the error of the database is clearer. */
  answer: number
  /** For all queries of one request together. */
  request: number
}

/** Reads the limits from the settings. There is no way to switch a limit off: 0 counts as not set. */
export function databaseLimits(): DatabaseLimits {
  const statement = setting('DATABASE_STATEMENT_TIMEOUT_MS') || 10_000
  return {
    statement,
    lock: setting('DATABASE_LOCK_TIMEOUT_MS') || 5_000,
    pool: setting('DATABASE_POOL_TIMEOUT_MS') || 5_000,
    connect: setting('DATABASE_CONNECT_TIMEOUT_MS') || 5_000,
    answer: statement + 1_000,
    request: statement + 3_000,
  }
}
