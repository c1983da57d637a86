import { dialect, sqlitePath } from './dialect'
import { databaseLimits } from './limits'
import { describePostgresUrl } from './postgres-url'
import { setting } from '../settings'

/** Why the database cannot serve. The code is in the answer of the health check. */
export type DatabaseFault
  = 'unreachable' | 'timeout' | 'locked' | 'too_many_connections' | 'pool_exhausted' | 'abandoned' | 'conflict'
    | 'disk_full' | 'io_error' | 'read_only' | 'corrupt' | 'file_replaced'

/** A query cannot be answered because of the database, and not because of the query. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'

  constructor(readonly fault: DatabaseFault, options?: ErrorOptions) {
    super(describeFault(fault), options)
  }
}

/** Finds the `DatabaseUnavailable` among an error and its causes. */
export function unavailableIn(error: unknown): DatabaseUnavailable | undefined {
  if (error instanceof DatabaseUnavailable) return error
  return error instanceof Error ? unavailableIn(error.cause) : undefined
}

/** Converts an error of a driver to `DatabaseUnavailable`, if it or one of its causes means that. Returns other errors as they are. */
export function toUnavailable(error: unknown): unknown {
  if (unavailableIn(error)) return error
  const fault = faultOf(error)
  return fault ? new DatabaseUnavailable(fault, { cause: error }) : error
}

/** Codes of PostgreSQL, postgres-js, Node's sockets and SQLite. The first pattern that matches decides. */
const faults: readonly [RegExp, DatabaseFault][] = [
  [/^53300$/, 'too_many_connections'],
  [/^(?:53100|SQLITE_FULL)$/, 'disk_full'],
  [/^(?:57014|25P0[34]|CONNECT_TIMEOUT|ETIMEDOUT)$/, 'timeout'],
  [/^(?:55P03|SQLITE_BUSY.*|SQLITE_LOCKED.*)$/, 'locked'],
  [/^(?:40001|40P01)$/, 'conflict'],
  [/^(?:25006|SQLITE_READONLY.*)$/, 'read_only'],
  [/^(?:58030|SQLITE_IOERR.*|SQLITE_CANTOPEN.*)$/, 'io_error'],
  [/^(?:XX00[12]|SQLITE_CORRUPT.*|SQLITE_NOTADB)$/, 'corrupt'],
  // Classes 08 (connection), 28 (authorization), 53 (resources), 57P (shutdown) and a database that does not exist.
  [/^(?:08\w{3}|28\w{3}|53\w{3}|57P\w{2}|3D000)$/, 'unreachable'],
  [/^(?:CONNECTION_(?:CLOSED|ENDED|DESTROYED)|SASL_SIGNATURE_MISMATCH)$/, 'unreachable'],
  [/^(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENOENT|EACCES|ERR_STREAM_\w+|ERR_SOCKET_\w+|ERR_TLS_\w+)$/, 'unreachable'],
]

/**
 * The only place that decides which error codes mean that the database is unavailable.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 * @see https://www.sqlite.org/rescode.html
 */
export function faultOf(error: unknown): DatabaseFault | undefined {
  if (!(error instanceof Error)) return undefined
  if (error instanceof DatabaseUnavailable) return error.fault
  const { code } = error as { code?: unknown }
  const known = typeof code === 'string' ? faults.find(([pattern]) => pattern.test(code)) : undefined
  return known?.[1] ?? faultOf(error.cause)
}

/** Describes a fault for the log: what happened, why, and what to do. */
function describeFault(fault: DatabaseFault): string {
  const limits = databaseLimits()
  const isSqlite = dialect() === 'sqlite'
  const name = isSqlite ? `The SQLite file ${sqlitePath()}` : describePostgresUrl(setting('DATABASE_URL')!)
  switch (fault) {
    case 'unreachable': return `${name} cannot be reached. Check that it runs and that DATABASE_URL is right. The server tries again with the next request.`
    case 'timeout': return `${name} did not answer in time (${limits.statement / 1000} seconds). Look for slow queries, locks or an overloaded host.`
    case 'locked': return isSqlite
      ? `${name} is locked: another process has been writing to it for ${limits.lock / 1000} seconds. Stop that process, or wait until it is done.`
      : `${name}: a table or row was locked for ${limits.lock / 1000} seconds. Look in pg_locks and pg_stat_activity for the transaction that holds the lock.`
    case 'too_many_connections': return `${name} accepts no more connections. Raise max_connections, lower DATABASE_POOL_MAX, or run fewer instances.`
    case 'pool_exhausted': return `${name}: all connections of this process were in use for ${limits.pool / 1000} seconds. Look for slow queries, or raise DATABASE_POOL_MAX.`
    case 'abandoned': return `${name}: the client of a request left before there was a free connection.`
    case 'conflict': return `${name}: a transaction was rolled back because it conflicted with another one. It can be tried again.`
    case 'disk_full': return `${name} cannot be written: the disk is full. Free some space. The server then continues without a restart.`
    case 'io_error': return `${name} cannot be read or written. Check the disk, its quota and the permissions of the file and its folder.`
    case 'read_only': return `${name} is read-only. ${isSqlite ? 'Check the permissions of the file and its folder.' : 'Check that DATABASE_URL names the primary server.'}`
    case 'corrupt': return `${name} is damaged. Stop the server and restore a backup.`
    case 'file_replaced': return `${name} was deleted or replaced while the server was running. Writes are refused, because they would be lost. Restore the file and restart the server.`
  }
}
