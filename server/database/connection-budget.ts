import { dialect } from './dialect'
import { readPostgresUrl } from './postgres-url'
import { setting } from '../settings'

/** PostgreSQL connections that one server process opens at most. */
export interface ConnectionBudget {
  pool: number
  /** The connection of the health check. */
  health: number
  /** The connection that checks or applies migrations when the server starts. */
  migrations: number
  total: number
}

/**
 * The connections that `instances` processes open at most, to compare with what
 * PostgreSQL allows: `max_connections` minus `superuser_reserved_connections`.
 *
 * @returns undefined on SQLite
 */
export function connectionBudget(instances = 1): ConnectionBudget | undefined {
  if (dialect() === 'sqlite') return undefined
  const pool = instances * readPostgresUrl(setting('DATABASE_URL')!).options.max!
  return { pool, health: instances, migrations: instances, total: pool + 2 * instances }
}
