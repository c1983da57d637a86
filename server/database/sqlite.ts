import { AsyncLocalStorage } from 'node:async_hooks'
import BetterSqlite3 from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/sqlite-proxy'
import type { AsyncRemoteCallback } from 'drizzle-orm/sqlite-proxy'
import { queryLogger } from './connection'
import type { Connection, Queries } from './connection'
import { fullSchema as schema } from './full-schema'
import { databaseLimits } from './limits'
import { recordUnavailable, withinRequest } from './request-scope'
import { guardSqliteFile, retryWhileLocked } from './sqlite-file'
import { DatabaseUnavailable } from './unavailable'

/** Milliseconds that a statement waits for a lock of another process. The wait blocks the event loop: only for opening and for migrations. */
const busyTimeout = 5000
/** The same while the server serves. Longer waits are retried outside of SQLite. */
const sharedBusyTimeout = 10

/**
 * Opens a SQLite file for reading and writing by several processes.
 *
 * @throws Error on Node versions that better-sqlite3 does not support. Without this
 * check, it would crash the process with a segmentation fault.
 */
export function openSqliteFile(path: string): BetterSqlite3.Database {
  if (Number.parseInt(process.versions.node) < 22) {
    throw new Error(`Embedded SQLite needs Node 22 or newer, and this is Node ${process.versions.node}. Install a newer Node, or set DATABASE_URL to use PostgreSQL.`)
  }
  const file = new BetterSqlite3(path, { timeout: busyTimeout })
  file.pragma('journal_mode = WAL')
  file.pragma('foreign_keys = ON')
  return file
}

/**
 * Opens the embedded database.
 *
 * better-sqlite3 is synchronous, and its transactions do not support async
 * callbacks. So queries use Drizzle's asynchronous proxy driver, and a queue: while
 * a transaction is open, other queries wait until it ends. Otherwise they would
 * become part of it, because there is one connection. Waiting does not block the
 * event loop, neither for a transaction nor for a lock of another process.
 */
export function openSqlite(path: string): Connection {
  const file = openSqliteFile(path)
  file.pragma(`busy_timeout = ${sharedBusyTimeout}`)
  const guard = guardSqliteFile(file)
  const limits = databaseLimits()
  const insideTransaction = new AsyncLocalStorage<true>()
  let gate: Promise<unknown> | undefined

  const execute: AsyncRemoteCallback = async (sql, parameters, method) => {
    const statement = guard.run(() => file.prepare(sql))
    const run = () => {
      if (!statement.reader) return { rows: [], changes: statement.run(...parameters).changes }
      statement.raw(true)
      return { rows: (method === 'get' ? statement.get(...parameters) : statement.all(...parameters)) as unknown[] }
    }
    // The guard of a transaction is at its commit.
    return statement.readonly || file.inTransaction ? guard.run(run) : guard.write(run)
  }

  const runInside: AsyncRemoteCallback = async (...query) => {
    // SQLite has rolled it back after an error, such as a full disk, or it has ended. The query would be committed on its own.
    if (!file.inTransaction) throw new Error('A query used the `tx` of a transaction that has ended.')
    return recordUnavailable(() => execute(...query))
  }

  const runOutside: AsyncRemoteCallback = async (...query) => {
    if (insideTransaction.getStore()) {
      throw new Error('A query inside a transaction used `db`, which would wait forever for that transaction to end. Use the `tx` of the callback.')
    }
    return recordUnavailable(() => retryWhileLocked(async () => {
      while (gate) await transactionEnd()
      return execute(...query)
    }, limits.lock))
  }

  /**
   * Waits until the open transaction ends. Callers check again afterwards, in a loop,
   * because another one may have begun by then.
   *
   * @throws DatabaseUnavailable after a time limit, because the work of a transaction may hang
   */
  async function transactionEnd(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new DatabaseUnavailable('timeout')), withinRequest(limits.statement))
    })
    try {
      await Promise.race([gate, late])
    }
    finally {
      clearTimeout(timer)
    }
  }

  /** Begins a transaction. Other queries go on while it waits for another process. */
  async function begin(): Promise<() => void> {
    return recordUnavailable(() => retryWhileLocked(async () => {
      while (gate) await transactionEnd()
      guard.checkWritable()
      guard.run(() => file.exec('BEGIN IMMEDIATE'))
      let end = () => {}
      gate = new Promise<void>((resolve) => {
        end = resolve
      })
      return () => {
        gate = undefined
        end()
      }
    }, limits.lock))
  }

  async function transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T> {
    if (insideTransaction.getStore()) {
      throw new Error('A transaction was started inside another one, which is not supported. Use the `tx` of the open transaction.')
    }
    const end = await begin()
    try {
      const result = await insideTransaction.run(true, work, inside)
      await recordUnavailable(async () => guard.write(() => file.exec('COMMIT')))
      return result
    }
    finally {
      if (file.inTransaction) file.exec('ROLLBACK')
      end()
    }
  }

  const config = { schema, logger: queryLogger }
  const inside = drizzle(runInside, config) as unknown as Queries
  const outside = drizzle(runOutside, config) as unknown as Queries

  return {
    db: Object.assign(outside, { transaction }),
    async probe() {
      return guard.probe()
    },
    async close() {
      if (gate) await transactionEnd().catch(() => {})
      file.close()
    },
  }
}
