import { AsyncLocalStorage } from 'node:async_hooks'
import BetterSqlite3 from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/sqlite-proxy'
import type { AsyncRemoteCallback } from 'drizzle-orm/sqlite-proxy'
import { queryLogger } from './connection'
import type { Connection, Queries } from './connection'
import { fullSchema as schema } from './full-schema'

/** Milliseconds a statement waits for another process that holds the file's write lock. */
const busyTimeout = 5000

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
 * event loop.
 */
export function openSqlite(path: string): Connection {
  const file = openSqliteFile(path)
  const insideTransaction = new AsyncLocalStorage<true>()
  let gate: Promise<unknown> = Promise.resolve()

  const run: AsyncRemoteCallback = async (sql, parameters, method) => {
    const statement = file.prepare(sql)
    if (!statement.reader) {
      const { changes } = statement.run(...parameters)
      return { rows: [], changes }
    }
    statement.raw(true)
    return { rows: (method === 'get' ? statement.get(...parameters) : statement.all(...parameters)) as unknown[] }
  }

  const runOutside: AsyncRemoteCallback = async (...query) => {
    if (insideTransaction.getStore()) {
      throw new Error('A query inside a transaction used `db`, which would wait forever for that transaction to end. Use the `tx` of the callback.')
    }
    for (let open; open !== gate;) {
      open = gate
      await open
    }
    return run(...query)
  }

  async function transact<T>(work: (tx: Queries) => Promise<T>): Promise<T> {
    file.exec('BEGIN IMMEDIATE')
    try {
      const result = await insideTransaction.run(true, work, inside)
      file.exec('COMMIT')
      return result
    }
    catch (error) {
      if (file.inTransaction) file.exec('ROLLBACK')
      throw error
    }
  }

  async function transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T> {
    if (insideTransaction.getStore()) {
      throw new Error('A transaction was started inside another one, which is not supported. Use the `tx` of the open transaction.')
    }
    const result = gate.then(() => transact(work))
    gate = result.catch(() => {})
    return result
  }

  const config = { schema, logger: queryLogger }
  const inside = drizzle(run, config) as unknown as Queries
  const outside = drizzle(runOutside, config) as unknown as Queries

  return {
    db: Object.assign(outside, { transaction }),
    async close() {
      await gate
      file.close()
    },
  }
}
