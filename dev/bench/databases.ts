import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import postgres from 'postgres'
import type { Dialect } from '../../server/database/dialect'
import { startPostgres } from '../../tests/setup/postgres'

export interface BenchDatabase {
  version(): Promise<string>
  /** Environment variables that make a process use this database. */
  env: Record<string, string>
  /** Runs the maintenance that a database does over time, such as a checkpoint or a vacuum. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Creates an empty database: a file in `folder`, or a separate PostgreSQL server. */
export function openDatabase(dialect: Dialect, folder: string): Promise<BenchDatabase> {
  return dialect === 'sqlite' ? openSqlite(folder) : openPostgres()
}

async function openSqlite(folder: string): Promise<BenchDatabase> {
  const path = join(folder, 'auth.db')
  const file = new BetterSqlite3(path)
  return {
    version: async () => `SQLite ${file.prepare('select sqlite_version()').pluck().get()}`,
    env: { SQLITE_PATH: path, DATABASE_URL: '' },
    async settle() {
      file.pragma('wal_checkpoint(TRUNCATE)')
    },
    async stop() {
      file.close()
    },
  }
}

async function openPostgres(): Promise<BenchDatabase> {
  const { url, stop } = await startPostgres()
  const client = postgres(url, { max: 1, onnotice: () => {} })
  return {
    version: async () => `PostgreSQL ${(await client`show server_version`)[0]?.server_version}`,
    env: { DATABASE_URL: url, DATABASE_AUTO_MIGRATE: 'true' },
    async settle() {
      await client`vacuum analyze`
    },
    async stop() {
      await client.end({ timeout: 1 })
      await stop()
    },
  }
}
