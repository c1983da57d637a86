import { setting } from '../settings'

export type Dialect = 'sqlite' | 'postgresql'

/** The dialect in use: PostgreSQL when `DATABASE_URL` is set, embedded SQLite otherwise. */
export function dialect(): Dialect {
  return setting('DATABASE_URL') ? 'postgresql' : 'sqlite'
}

/** Path of the embedded SQLite file: `SQLITE_PATH`, or `auth.db` in the working directory. */
export function sqlitePath(): string {
  return setting('SQLITE_PATH') ?? './auth.db'
}
