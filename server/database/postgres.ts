import { drizzle } from 'drizzle-orm/pg-proxy'
import type { RemoteCallback } from 'drizzle-orm/pg-proxy'
import { queryLogger } from './connection'
import type { Connection, Database, Queries } from './connection'
import { fullSchema as schema } from './full-schema'
import { databaseLimits } from './limits'
import { createPool } from './pool'
import { openPostgresConnection } from './postgres-connection'
import type { PostgresConnection } from './postgres-connection'
import { createPostgresProbe } from './postgres-probe'
import { readPostgresUrl } from './postgres-url'
import { recordUnavailable, withinRequest } from './request-scope'
import { toUnavailable } from './unavailable'

/** Milliseconds that a transaction may be idle between two of its statements. */
const idleTransactionTimeout = 10_000

/** Opens a PostgreSQL database by its URL, such as one of Neon, Supabase, Railway or RDS, or a self-hosted one. */
export function openPostgres(databaseUrl: string): Connection {
  const { url, options } = readPostgresUrl(databaseUrl)
  const limits = databaseLimits()
  const settings = { statement_timeout: limits.statement, lock_timeout: limits.lock, idle_in_transaction_session_timeout: idleTransactionTimeout }
  // Behind a transaction pooler, settings of a session would reach other clients, or the pooler refuses them.
  let session: typeof settings | Record<string, never> = options.prepare ? settings : {}

  async function open(): Promise<PostgresConnection> {
    try {
      return await openPostgresConnection(url, options, { connectTimeout: limits.connect, session })
    }
    catch (error) {
      if (!isRefusedSetting(error) || session !== settings) throw toUnavailable(error)
      // A pooler that the URL does not show, such as PgBouncer without `ignore_startup_parameters`.
      session = {}
      return open()
    }
  }

  const pool = createPool({ max: options.max!, waitTimeout: limits.pool, open })

  const config = { schema, logger: queryLogger }

  const on = (connection: PostgresConnection): RemoteCallback => async (sql, parameters, method) => ({
    rows: await recordUnavailable(() => connection.query(sql, parameters, method === 'all' ? 'arrays' : 'objects', withinRequest(limits.answer))),
  })

  const run: RemoteCallback = (...query) => pool.use(connection => on(connection)(...query))

  /** The settings again, because a pooler may have refused them at the start. One statement, so that it is one round trip. */
  const begin = ['begin', ...Object.entries(settings).map(([name, value]) => `set local ${name} = ${value}`)].join('; ')

  async function transact<T>(connection: PostgresConnection, work: (tx: Queries) => Promise<T>): Promise<T> {
    const send = on(connection)
    const execute = (sql: string) => send(sql, [], 'execute')
    let failure: { error: unknown } | undefined
    let hasEnded = false
    const inside: RemoteCallback = async (...query) => {
      if (hasEnded) throw new Error('A query used the `tx` of a transaction that has ended. Await every query inside the callback.')
      try {
        return await send(...query)
      }
      catch (error) {
        failure ??= { error }
        throw error
      }
    }
    await execute(session === settings ? 'begin' : begin)
    try {
      const result = await work(drizzle(inside, config) as unknown as Queries)
      // PostgreSQL answers a commit after a failed statement with a rollback, and without an error.
      if (failure) throw failure.error
      hasEnded = true
      await execute('commit')
      return result
    }
    catch (error) {
      hasEnded = true
      await execute('rollback').catch(() => connection.destroy())
      throw error
    }
  }

  const db = drizzle(run, config) as unknown as Queries
  const transaction: Database['transaction'] = work => pool.use(connection => transact(connection, work))
  const probe = createPostgresProbe(open)

  return {
    db: Object.assign(db, { transaction }),
    probe: probe.run,
    async close() {
      probe.close()
      await pool.close()
    },
  }
}

/** Whether a pooler refused a parameter of the startup message. @see https://www.pgbouncer.org/config.html#ignore_startup_parameters */
function isRefusedSetting(error: unknown): boolean {
  return (error as { code?: unknown }).code === '08P01' && /startup parameter/i.test((error as Error).message)
}
