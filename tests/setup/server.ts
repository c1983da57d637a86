import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, inject, vi } from 'vitest'
import { startSandbox } from '../../dev/sandbox'
import { loadAppPlatforms } from '../../dev/sandbox/app-platforms'
import { createSandboxClient } from '../../dev/sandbox/client'
import type { SandboxClient } from '../../dev/sandbox/client'
import type { Dialect } from '../../server/database/dialect'
import { platforms } from '../../shared/platforms'
import { freePort } from './postgres'
import { runServer, waitUntilHealthy } from './process'
import type { ServerProcess } from './process'

export { runServer, waitUntilHealthy }
export type { ServerProcess }

export type Row = Record<string, unknown>

/** The database behind a server, seen from outside it. */
export interface TestDatabase {
  dialect: Dialect
  /** What makes a process use this database. */
  env: Record<string, string>
  rows(sql: string): Promise<Row[]>
  /** Locks the accounts, so that no server can write them. @returns a function that unlocks them */
  lockAccounts(): Promise<() => Promise<void>>
  drop(): Promise<void>
}

/** The built server, running on an empty database of its own against a sandbox of its own. */
export interface TestServer {
  url: string
  /** What it was started with: a second server with this and a port of its own shares database and sandbox. */
  env: Record<string, string>
  process: ServerProcess
  database: TestDatabase
  sandbox: SandboxClient
  /** Everything the server has written so far. */
  log(): string
  stop(): Promise<void>
}

export const dialects: Dialect[] = ['sqlite', 'postgresql']

export async function createDatabase(dialect: Dialect): Promise<TestDatabase> {
  return dialect === 'sqlite' ? createSqlite() : createPostgres()
}

async function createSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'connect-test-'))
  const path = join(folder, 'auth.db')
  return {
    dialect: 'sqlite',
    env: { SQLITE_PATH: path, DATABASE_URL: '' },
    async rows(sql) {
      const file = new BetterSqlite3(path)
      try {
        const statement = file.prepare(sql)
        if (statement.reader) return statement.all() as Row[]
        statement.run()
        return []
      }
      finally {
        file.close()
      }
    },
    async lockAccounts() {
      const file = new BetterSqlite3(path)
      file.exec('begin immediate')
      return async () => void file.close()
    },
    drop: () => rm(folder, { recursive: true, force: true }),
  }
}

async function createPostgres(): Promise<TestDatabase> {
  const url = new URL(inject('postgresUrl'))
  const admin = postgres(url.href, { max: 1, onnotice: () => {} })
  const name = `test_${randomBytes(6).toString('hex')}`
  await admin.unsafe(`create database ${name}`)
  url.pathname = `/${name}`
  const client = postgres(url.href, { max: 1, onnotice: () => {} })
  const folder = await mkdtemp(join(tmpdir(), 'connect-test-'))
  return {
    dialect: 'postgresql',
    env: { DATABASE_URL: url.href, DATABASE_AUTO_MIGRATE: 'true', DATABASE_POOL_MAX: '5', RENEWAL_JOURNAL: folder },
    rows: async sql => [...await client.unsafe(sql)],
    async lockAccounts() {
      const locking = postgres(url.href, { max: 1, onnotice: () => {} })
      const connection = await locking.reserve()
      await connection`begin`
      await connection`lock table account in exclusive mode`
      return () => locking.end({ timeout: 0 })
    },
    async drop() {
      await client.end()
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Starts a built server on an empty database and waits until it is healthy. Its sandbox knows the app's own platforms. */
export async function startServer(dialect: Dialect, env: Record<string, string> = {}, app = '.'): Promise<TestServer> {
  const simulated = [...Object.values(platforms), ...await loadAppPlatforms(app)]
  const [database, sandbox, port] = await Promise.all([createDatabase(dialect), startSandbox({ platforms: simulated }), freePort()])
  const url = `http://localhost:${port}`
  const environment = {
    ...database.env,
    PORT: String(port),
    BETTER_AUTH_SECRET: 'a-secret-for-tests-that-is-long-enough-0123456789',
    SANDBOX_URL: sandbox.url,
    ALLOW_SANDBOX_IN_PRODUCTION: 'true',
    // Each test user comes from an address of its own, as it would behind a proxy, so that rate limits count apart.
    TRUSTED_PROXIES: '127.0.0.1,::1',
    ...env,
  }
  const server = runServer(environment, app)
  await applyOwnMigrations(app, database, url)
  await waitUntilHealthy(url, server)
  return {
    url,
    env: environment,
    process: server,
    database,
    sandbox: createSandboxClient(sandbox.url),
    log: server.log,
    async stop() {
      await server.stop()
      await sandbox.close()
      await database.drop()
    },
  }
}

/** Applies the migrations of an app with its own tables, as soon as the server has applied ours. */
async function applyOwnMigrations(app: string, database: TestDatabase, url: string): Promise<void> {
  const folder = join(app, 'drizzle', database.dialect)
  if (app === '.' || !existsSync(folder)) return
  await vi.waitFor(async () => {
    const { migrations } = await (await fetch(`${url}/api/health`)).json() as { migrations: string }
    if (migrations !== 'current') throw new Error(`The migrations are ${migrations}.`)
  }, { timeout: 60_000, interval: 50 })
  for (const file of readdirSync(folder).sort()) {
    for (const statement of readFileSync(join(folder, file), 'utf8').split('--> statement-breakpoint')) await database.rows(statement)
  }
}

/** The app that extends the project as a layer, with routes to call the vault by. */
export const layeredApp = 'tests/fixtures/app'

/** The app with its own options, plugins and tables of Better Auth. With `OWN_INSTANCE`, it makes its own instance. */
export const authApp = 'tests/fixtures/auth-app'

/** A suite that runs on a server of its own for each dialect. The server is there from the first test on. For what differs in SQL or drivers. */
export function onBothDialects(name: string, suite: (server: TestServer, dialect: Dialect) => void, env: Record<string, string> = {}, app?: string): void {
  for (const dialect of dialects) onDialect(dialect, `${name} on ${dialect}`, suite, env, app)
}

/** A suite on a server with SQLite, for what does not depend on the database. */
export function onSqlite(name: string, suite: (server: TestServer, dialect: Dialect) => void, env: Record<string, string> = {}, app?: string): void {
  onDialect('sqlite', name, suite, env, app)
}

/** A suite on a server with PostgreSQL, for what only a database on another machine can do. */
export function onPostgres(name: string, suite: (server: TestServer, dialect: Dialect) => void, env: Record<string, string> = {}, app?: string): void {
  onDialect('postgresql', name, suite, env, app)
}

function onDialect(dialect: Dialect, name: string, suite: (server: TestServer, dialect: Dialect) => void, env: Record<string, string>, app?: string): void {
  describe(name, () => {
    const server = {} as TestServer
    beforeAll(async () => {
      Object.assign(server, await startServer(dialect, env, app))
    })
    afterAll(() => server.stop?.())
    suite(server, dialect)
  })
}
