import postgres from 'postgres'
import type { PooledConnection } from './pool'
import { DatabaseUnavailable } from './unavailable'

/** One connection to PostgreSQL. */
export interface PostgresConnection extends PooledConnection {
  /**
   * Runs a statement.
   *
   * @param rows `arrays` for the rows as arrays of values, `objects` for postgres-js's result
   * @param timeout milliseconds; the connection is destroyed after it, because its answer could come at any time
   */
  query(sql: string, parameters: unknown[], rows: 'arrays' | 'objects', timeout: number): Promise<unknown[]>
}

export interface PostgresConnectionOptions {
  /** Milliseconds. */
  connectTimeout: number
  /** Settings that PostgreSQL applies to the session, such as `statement_timeout`. A transaction pooler may refuse them. */
  session: Record<string, string | number>
}

/** Types of dates and JSON. Drizzle converts them itself, see `drizzle-orm/postgres-js/driver.js`. */
const dateTypes = [1082, 1083, 1114, 1115, 1182, 1184, 1185, 1231]
const jsonTypes = [114, 3802]

/** Milliseconds after which a connection is replaced when its work is done, so that connections move to other hosts behind a load balancer. */
const lifetime = 45 * 60_000

/**
 * Opens a connection: a postgres-js client with one connection that is never opened
 * again. postgres-js would otherwise reconnect during a transaction, and run the rest
 * of it outside of any transaction.
 */
export async function openPostgresConnection(url: string, options: postgres.Options<Record<string, never>>, { connectTimeout, session }: PostgresConnectionOptions): Promise<PostgresConnection> {
  const usableUntil = Date.now() + lifetime * (0.75 + Math.random() / 2)
  let isOpen = true
  const client = postgres(url, {
    ...options,
    max: 1,
    max_lifetime: null,
    idle_timeout: undefined,
    connect_timeout: connectTimeout / 1000,
    // Drizzle converts arrays itself. The extra query at the start would have no time limit.
    fetch_types: false,
    connection: session,
    onclose: () => {
      isOpen = false
    },
  })
  for (const type of dateTypes) client.options.parsers[type] = client.options.serializers[type] = asText
  for (const type of jsonTypes) client.options.serializers[type] = asText

  function destroy(): void {
    isOpen = false
    client.end({ timeout: 0 }).catch(() => {})
  }

  async function query(sql: string, parameters: unknown[], rows: 'arrays' | 'objects', timeout: number): Promise<unknown[]> {
    if (!isOpen) throw new DatabaseUnavailable('unreachable')
    const statement = client.unsafe(sql, parameters as never[])
    let timer: NodeJS.Timeout | undefined
    const noAnswer = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new DatabaseUnavailable('timeout'))
        destroy()
      }, timeout)
    })
    try {
      return await Promise.race([rows === 'arrays' ? statement.values() : statement, noAnswer]) as unknown[]
    }
    catch (error) {
      // After any other error than that of a statement, the state of the connection is unknown.
      if (!(error instanceof postgres.PostgresError) || error.severity !== 'ERROR') destroy()
      throw error
    }
    finally {
      clearTimeout(timer)
    }
  }

  // Connects. Errors of the connection must not be errors of a query.
  await query('select 1', [], 'objects', connectTimeout + 1_000)
  return {
    get isUsable() {
      return isOpen && Date.now() < usableUntil
    },
    query,
    destroy,
  }
}

function asText(value: unknown): unknown {
  return value
}
