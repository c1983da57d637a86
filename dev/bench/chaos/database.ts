import { rmSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import postgres from 'postgres'
import type { Dialect } from '../../../server/database/dialect'
import type { Cluster } from './cluster'

export type Row = Record<string, string | number | Date | null>

/** The database of a row, as the harness sees it: past the server, and past what cuts the server off. */
export interface ChaosDatabase {
  dialect: Dialect
  /** Environment of a server that uses it. */
  env: Record<string, string>
  /** Runs a statement that returns rows. */
  rows<T = Row>(sql: string): Promise<T[]>
  insert(table: string, rows: Row[]): Promise<void>
  /** Lets the access tokens of accounts expire, as time would. */
  expire(accountIds: string[]): Promise<void>
  close(): Promise<void>
}

/** Creates an empty SQLite file. */
export function openSqliteDatabase(folder: string): ChaosDatabase & { path: string } {
  const path = join(folder, 'auth.db')
  /** Opened for each use, so that no connection of ours keeps a file alive that a row replaces. */
  function use<T>(work: (file: BetterSqlite3.Database) => T): T {
    const file = new BetterSqlite3(path, { timeout: 20_000 })
    try {
      return work(file)
    }
    finally {
      file.close()
    }
  }
  return {
    dialect: 'sqlite',
    path,
    env: { SQLITE_PATH: path, DATABASE_URL: '' },
    rows: async <T>(sql: string) => use(file => file.prepare(sql).all() as T[]),
    async insert(table, rows) {
      if (rows.length === 0) return
      use(file => file.transaction(() => {
        const columns = Object.keys(rows[0]!)
        const statement = file.prepare(`insert into "${table}" (${columns.map(name => `"${name}"`).join(', ')}) values (${columns.map(() => '?').join(', ')})`)
        for (const row of rows) statement.run(columns.map(name => row[name] instanceof Date ? row[name].getTime() : row[name]))
      })())
    },
    async expire(ids) {
      use(file => file.prepare(`update account set "accessTokenExpiresAt" = ? where id in (${ids.map(() => '?').join(', ')})`).run(Date.now() - 1000, ...ids))
    },
    async close() {
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
    },
  }
}

let databases = 0

/** Creates an empty database in a cluster. */
export async function openPostgresDatabase(cluster: Cluster): Promise<ChaosDatabase & { url: URL }> {
  const url = await cluster.createDatabase(`chaos_${databases++}`)
  const client = postgres(Object.assign(new URL(cluster.url), { pathname: url.pathname }).href, { max: 2, onnotice: () => {} })
  return {
    dialect: 'postgresql',
    url,
    env: { DATABASE_URL: url.href, DATABASE_AUTO_MIGRATE: 'true' },
    rows: async <T>(sql: string) => [...await client.unsafe(sql)] as T[],
    async insert(table, rows) {
      if (rows.length > 0) await client`insert into ${client(table)} ${client(rows)}`
    },
    async expire(ids) {
      await client`update account set "accessTokenExpiresAt" = now() - interval '1 second' where id in ${client(ids)}`
    },
    close: () => client.end({ timeout: 1 }),
  }
}
