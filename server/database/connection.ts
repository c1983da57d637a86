import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Schema } from './full-schema'
import { log } from '../log'
import { setting } from '../settings'
import type { DatabaseFault } from './unavailable'

/** Queries on the unified schema. They have the types of PostgreSQL on both dialects, without methods that only PostgreSQL supports. */
export type Queries = Omit<PostgresJsDatabase<Schema>, 'execute' | 'refreshMaterializedView' | 'transaction'>

export interface Database extends Queries {
  /**
   * Runs `run` in a transaction. It commits when `run` resolves, and rolls back
   * when `run` rejects. Inside, query with `tx` and not with `db`, which uses
   * another connection on PostgreSQL.
   */
  transaction<T>(run: (tx: Queries) => Promise<T>): Promise<T>
}

export interface Connection {
  db: Database
  /**
   * Returns why the database cannot serve, and undefined if it can. Other queries do not delay it.
   *
   * @param timeout milliseconds; `timeout` is returned after it
   */
  probe(timeout: number): Promise<DatabaseFault | undefined>
  close(): Promise<void>
}

/**
 * Logs the text of each query if `DATABASE_LOG_QUERIES` is `true`. It never logs
 * parameters, which contain email addresses, tokens and password hashes.
 */
export const queryLogger = {
  logQuery(query: string): void {
    if (setting('DATABASE_LOG_QUERIES')) log.info(`[database] ${query}`)
  },
}
