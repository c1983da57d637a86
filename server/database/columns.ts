import * as pg from 'drizzle-orm/pg-core'
import * as sqlite from 'drizzle-orm/sqlite-core'
import { dialect } from './dialect'

const postgresql = {
  table: pg.pgTable,
  index: pg.index,
  unique: pg.unique,
  text: (name: string) => pg.text(name),
  boolean: (name: string) => pg.boolean(name),
  integer: (name: string) => pg.integer(name),
  json: <T>(name: string) => pg.jsonb(name).$type<T>(),
  /** A time, read and written as a `Date`. Stored with time zone, so that it does not shift on hosts that are not in UTC. */
  timestamp: (name: string) => pg.timestamp(name, { withTimezone: true, mode: 'date' }),
}

const embedded = {
  table: sqlite.sqliteTable,
  index: sqlite.index,
  unique: sqlite.unique,
  text: (name: string) => sqlite.text(name),
  boolean: (name: string) => sqlite.integer(name, { mode: 'boolean' }),
  integer: (name: string) => sqlite.integer(name),
  json: <T>(name: string) => sqlite.text(name, { mode: 'json' }).$type<T>(),
  timestamp: (name: string) => sqlite.integer(name, { mode: 'timestamp_ms' }),
}

/**
 * Helpers to declare tables. They resolve to the builders of SQLite or PostgreSQL
 * when this module loads, so that both dialects share one schema file. The types
 * are those of PostgreSQL for both dialects, so that queries have one type.
 *
 * @see https://orm.drizzle.team/docs/sql-schema-declaration
 */
export const { table, index, unique, text, boolean, integer, json, timestamp }
  = dialect() === 'postgresql' ? postgresql : embedded as unknown as typeof postgresql
