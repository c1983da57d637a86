import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { queryLogger } from './connection'
import type { Connection, Database } from './connection'
import { fullSchema as schema } from './full-schema'
import { readPostgresUrl } from './postgres-url'

/** Opens a PostgreSQL database by its URL, such as one of Neon, Supabase, Railway or RDS, or a self-hosted one. */
export function openPostgres(databaseUrl: string): Connection {
  const { url, options } = readPostgresUrl(databaseUrl)
  const client = postgres(url, options)
  const db: Database = drizzle(client, { schema, logger: queryLogger })
  return { db, close: () => client.end({ timeout: 5 }) }
}
