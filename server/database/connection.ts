import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type * as schema from './schema'

export type Schema = typeof schema

/** Queries on the unified schema, typed as PostgreSQL on both dialects; what only one of them has is left out. */
export type Queries = Omit<PostgresJsDatabase<Schema>, 'execute' | 'refreshMaterializedView' | 'transaction'>

export interface Database extends Queries {
  /**
   * Runs `run` in one transaction across all tables and commits what it did,
   * or rolls all of it back when it throws. Query through the handle it is
   * given, not through `db`: on PostgreSQL that is another connection.
   */
  transaction<T>(run: (tx: Queries) => Promise<T>): Promise<T>
}

export interface Connection {
  db: Database
  close(): Promise<void>
}

/**
 * Logs the text of each query, never its parameters, when `DATABASE_LOG_QUERIES`
 * is `true`. Parameters hold addresses, tokens and password hashes.
 */
export const queryLogger = {
  logQuery(query: string): void {
    if (process.env.DATABASE_LOG_QUERIES === 'true') console.info(`[database] ${query}`)
  },
}
