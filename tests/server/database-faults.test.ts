import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, startPostgres } from '../setup/postgres'
import type { PostgresServer } from '../setup/postgres'
import { layeredApp, runServer, startServer, waitUntilHealthy } from '../setup/server'
import type { TestServer } from '../setup/server'
import { connectOAuth, signUp, Visitor } from '../setup/user'

/** Limits that are short enough for a test, and long enough for a slow machine. */
const shortLimits = {
  DATABASE_STATEMENT_TIMEOUT_MS: '1500',
  DATABASE_LOCK_TIMEOUT_MS: '700',
  DATABASE_POOL_TIMEOUT_MS: '700',
  DATABASE_CONNECT_TIMEOUT_MS: '700',
}
/** Milliseconds in which every request is answered with these limits, on a slow machine. */
const longest = 12_000

interface Answer { status: number, code?: string, retryAfter: string | null, location: string | null, milliseconds: number }

async function ask(visitor: Visitor, path: string, init: Parameters<Visitor['fetch']>[1] = {}): Promise<Answer> {
  const startedAt = Date.now()
  const response = await visitor.fetch(path, { signal: AbortSignal.timeout(20_000), ...init })
  const body = await response.json().catch(() => ({})) as { code?: string }
  return { status: response.status, code: body.code, retryAfter: response.headers.get('retry-after'), location: response.headers.get('location'), milliseconds: Date.now() - startedAt }
}

async function health(url: string): Promise<{ status: number, body: { database: string, reason?: string }, milliseconds: number }> {
  const startedAt = Date.now()
  const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(20_000) })
  return { status: response.status, body: await response.json() as { database: string, reason?: string }, milliseconds: Date.now() - startedAt }
}

const unavailable = { status: 503, code: 'DATABASE_UNAVAILABLE', retryAfter: expect.stringMatching(/^\d+$/) as string }

/** Asserts that each answer is either right or an honest 503, and that none took too long. */
function expectHonest(answers: Answer[]): void {
  for (const answer of answers) {
    expect([200, 503]).toContain(answer.status)
    if (answer.status === 503) expect(answer).toMatchObject(unavailable)
    expect(answer.milliseconds).toBeLessThan(longest)
  }
}

describe('A server whose PostgreSQL is in trouble', () => {
  let cluster: PostgresServer
  let server: TestServer
  let user: Visitor
  let admin: postgres.Sql

  beforeAll(async () => {
    cluster = await startPostgres({ maxConnections: 14 })
    server = await startServer('sqlite', { ...shortLimits, DATABASE_URL: cluster.url, DATABASE_AUTO_MIGRATE: 'true', DATABASE_POOL_MAX: '4' }, layeredApp)
    user = await signUp(server)
    admin = postgres(cluster.url, { max: 1, onnotice: () => {} })
  })

  afterAll(async () => {
    await cluster?.thaw()
    await server?.stop()
    await admin?.end({ timeout: 0 })
    await cluster?.stop()
  })

  it('answers 503 while a table is locked, and its health check and sessions keep working', async () => {
    const [healthy, session, ...listings] = await admin.begin(async (tx) => {
      await tx`lock table account in access exclusive mode`
      const listings = Array.from({ length: 25 }, () => ask(user, '/api/auth/accounts'))
      await wait(200)
      const answers = await Promise.all([health(server.url), wait(1500).then(() => ask(user, '/api/auth/get-session')), ...listings])
      return answers
    }) as unknown as [Awaited<ReturnType<typeof health>>, Answer, ...Answer[]]
    expect(healthy.milliseconds).toBeLessThan(5_000)
    expect(healthy).toMatchObject({ status: 200, body: { database: 'ok' } })
    expect(session.status).toBe(200)
    expectHonest(listings)
    expect(listings.filter(({ status }) => status === 503)).toHaveLength(25)
    expect(await ask(user, '/api/auth/accounts')).toMatchObject({ status: 200 })
  })

  it('answers every route within the limits while the database does not answer', async () => {
    const identity = await connectOAuth(server, 'reddit').then(({ identity }) => identity)
    const consent = await user.startLink('reddit')
    const callback = await server.sandbox.decide(consent, { identity, decision: 'approve' })
    await cluster.freeze()
    try {
      const [checks, answers, page, ownRoute, tokens] = await Promise.all([
        Promise.all(Array.from({ length: 20 }, () => health(server.url))),
        Promise.all([
          ask(user, '/api/auth/accounts'),
          ask(user, '/api/auth/get-session'),
          ask(user, '/api/auth/sessions'),
          ask(new Visitor(server), '/api/auth/sign-up/email', { json: { email: 'new@example.com', password: 'correct horse', name: 'New' } }),
          ask(new Visitor(server), '/api/auth/sign-in/email', { json: { email: user.email, password: user.password } }),
          ask(user, '/api/auth/link-social', { json: { provider: 'reddit', callbackURL: '/integrations' } }),
        ]),
        ask(user, '/integrations', { headers: { accept: 'text/html' } }),
        ask(user, '/api/publish', { json: { title: 'Hello', text: 'World' } }),
        user.fetch(`/api/tokens?userId=${user.id}&platform=reddit`).then(response => response.json()),
      ])
      for (const check of checks) {
        expect(check).toMatchObject({ status: 503, body: { database: 'unavailable', reason: 'timeout' } })
        expect(check.milliseconds).toBeLessThan(5_000)
      }
      expectHonest(answers)
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503))
      for (const other of [page, ownRoute]) expect(other).toMatchObject({ status: 503, retryAfter: unavailable.retryAfter })
      expect(tokens).toEqual([{ error: 'DATABASE_UNAVAILABLE' }])
      expect(await ask(user, callback)).toMatchObject({ status: 302, location: expect.stringMatching(/[?&]error=database_unavailable/) as string })
    }
    finally {
      await cluster.thaw()
    }
    await expect.poll(() => health(server.url), { timeout: 10_000 }).toMatchObject({ status: 200 })
    expect(await ask(user, '/api/auth/accounts')).toMatchObject({ status: 200 })
  })

  it('answers 200 or 503 while PostgreSQL has no connection left, and while it restarts', async () => {
    const taken = postgres(cluster.url, { max: 20, onnotice: () => {} })
    const holders = Promise.allSettled(Array.from({ length: 20 }, () => taken`select pg_sleep(2)`))
    await wait(500)
    expectHonest(await Promise.all(Array.from({ length: 40 }, () => ask(user, '/api/auth/accounts'))))
    await taken.end({ timeout: 0 })
    await holders

    let running = true
    const answers: Answer[] = []
    const callers = Array.from({ length: 8 }, async (_, index) => {
      const path = ['/api/auth/accounts', '/api/auth/get-session'][index % 2]!
      // A transaction, which postgres-js cannot end on a connection that has closed.
      const attempt = () => index < 4 ? ask(user, path) : ask(new Visitor(server), '/api/auth/sign-up/email', { json: { email: `${crypto.randomUUID()}@example.com`, password: 'correct horse', name: 'New' } })
      while (running) answers.push(await attempt())
    })
    await wait(300)
    await cluster.restart()
    await wait(500)
    running = false
    await Promise.all(callers)
    expectHonest(answers)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
    await expect.poll(() => ask(user, '/api/auth/accounts'), { timeout: 5_000 }).toMatchObject({ status: 200 })
    expect(server.log()).not.toMatch(/TypeError|unhandledRejection|uncaughtException/)
  })

  it('logs each cause once, with the number of repetitions', () => {
    const lines = server.log().split('\n')
    for (const cause of ['was locked for 0.7 seconds', 'did not answer in time']) {
      expect(lines.filter(line => line.includes(cause)).length).toBeLessThan(10)
      expect(lines.some(line => line.includes(cause))).toBe(true)
    }
    expect(lines.length).toBeLessThan(400)
  })
})

describe('A server whose SQLite file is in trouble', () => {
  let server: TestServer
  let user: Visitor
  let path: string

  beforeAll(async () => {
    server = await startServer('sqlite', { DATABASE_LOCK_TIMEOUT_MS: '1000' })
    user = await signUp(server)
    path = server.env.SQLITE_PATH!
  })

  afterAll(() => server?.stop())

  const rename = (name = 'Ada') => ask(user, '/api/auth/update-user', { json: { name } })

  it('keeps serving while another process holds the write lock, and refuses writes with 503', async () => {
    const script = `const D = require('better-sqlite3'); const d = new D(process.argv[1]); d.exec('BEGIN IMMEDIATE'); console.log('locked'); process.stdin.on('end', () => { d.exec('ROLLBACK'); process.exit() }).resume()`
    const holder = spawn(process.execPath, ['-e', script, path], { stdio: ['pipe', 'pipe', 'inherit'] })
    await once(holder.stdout, 'data')
    const writes = Promise.all(Array.from({ length: 5 }, () => rename()))
    await wait(100)
    for (let check = 0; check < 5; check++) {
      const { status, milliseconds } = await health(server.url)
      expect(status).toBe(200)
      // Before, the event loop was blocked for 5 seconds with each write.
      expect(milliseconds).toBeLessThan(2_000)
      expect(await ask(user, '/api/auth/accounts')).toMatchObject({ status: 200 })
    }
    for (const answer of await writes) expect(answer).toMatchObject(unavailable)
    // A lock that is released in time only delays the write.
    const late = rename()
    await wait(100)
    holder.stdin.end()
    expect(await late).toMatchObject({ status: 200 })
  })

  it('refuses writes while the disk takes no more, says so, and continues by itself', async () => {
    const limit = (size: string) => execFileSync('prlimit', [`--pid=${server.process.child.pid}`, `--fsize=${size}:`])
    limit('4096')
    expect(await rename('Grace')).toMatchObject(unavailable)
    expect(await health(server.url)).toMatchObject({ status: 503, body: { database: 'unavailable', reason: 'io_error' } })
    limit('unlimited')
    expect(await health(server.url)).toMatchObject({ status: 200 })
    expect(await rename('Grace')).toMatchObject({ status: 200 })
  })

  it('acknowledges no write to a file that was deleted or replaced', async () => {
    renameSync(path, `${path}.moved`)
    expect(await rename('Lost')).toMatchObject(unavailable)
    expect(await health(server.url)).toMatchObject({ status: 503, body: { database: 'unavailable', reason: 'file_replaced' } })
    expect(server.log()).toContain(`${path} was deleted or replaced`)
    expect(server.log()).toContain(`${path} cannot be read or written`)
    renameSync(`${path}.moved`, path)
  })

  it('says that a file is damaged, and refuses to write to it', async () => {
    await server.process.stop()
    const file = new BetterSqlite3(path)
    const page = file.prepare(`select rootpage from sqlite_master where name = 'posts' or name = 'account'`).pluck().all() as number[]
    const size = file.pragma('page_size', { simple: true }) as number
    file.pragma('wal_checkpoint(TRUNCATE)')
    file.close()
    rmSync(`${path}-wal`, { force: true })
    const handle = openSync(path, 'r+')
    for (const number of page) writeSync(handle, Buffer.alloc(size, 0xFF), 0, size, (number - 1) * size)
    closeSync(handle)

    const port = String(await freePort())
    const url = `http://localhost:${port}`
    const restarted = runServer({ ...server.env, PORT: port })
    await waitUntilHealthy(url, restarted)
    const visitor = Object.assign(new Visitor({ url, sandbox: server.sandbox }), { cookies: user.cookies })
    expect(await ask(visitor, '/api/auth/accounts')).toMatchObject(unavailable)
    expect(await health(url)).toMatchObject({ status: 503, body: { database: 'unavailable', reason: 'corrupt' } })
    expect(await ask(visitor, '/api/auth/update-user', { json: { name: 'Worse' } })).toMatchObject(unavailable)
    expect(restarted.log()).toContain(`${path} is damaged`)
    await restarted.stop()
  })
})

describe('A server that is told to stop', () => {
  it('finishes a request and a renewal, stores both tokens, and exits with code 0', async () => {
    const server = await startServer('sqlite', { SHUTDOWN_DELAY_MS: '300' })
    try {
      const [waiting, gone] = [await connectOAuth(server, 'x'), await connectOAuth(server, 'x')]
      const tokens = () => server.database.rows(`select id, "accessToken" from account where id in ('${waiting.account.id}', '${gone.account.id}') order by id`)
      const before = await tokens()
      await server.sandbox.fault({ platform: 'x', endpoint: 'refresh', times: 2, fault: { kind: 'delay', ms: 1500 } })
      const refresh = ({ user, account }: typeof waiting, init = {}) => user.fetch('/api/auth/x/accounts/refresh', { json: { accountId: account.id }, ...init })
      const slow = refresh(waiting)
      // The renewal goes on when its client has left.
      await expect(refresh(gone, { signal: AbortSignal.timeout(300) })).rejects.toThrow()
      server.process.child.kill('SIGTERM')
      await wait(100)
      expect(await health(server.url)).toMatchObject({ status: 503, body: { status: 'stopping', database: 'ok' } })
      expect((await slow).status).toBe(200)
      expect(await server.process.exited).toBe(0)
      const after = await tokens()
      expect(before).toHaveLength(2)
      for (const [index, row] of after.entries()) {
        expect(row.id).toBe(before[index]!.id)
        expect(row.accessToken).not.toBe(before[index]!.accessToken)
      }
    }
    finally {
      await server.stop()
    }
  })
})
