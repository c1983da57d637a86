export type Dialect = 'sqlite' | 'postgresql'

/** The dialect in use: PostgreSQL when `DATABASE_URL` is set, embedded SQLite otherwise. */
export function dialect(): Dialect {
  return process.env.DATABASE_URL ? 'postgresql' : 'sqlite'
}

/** Path of the embedded SQLite file, relative to the working directory. */
export function sqlitePath(): string {
  return process.env.SQLITE_PATH || './auth.db'
}
