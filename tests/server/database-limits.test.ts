import { connect, createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterEach, expect, inject, it, vi } from 'vitest'
import type { Queries } from '../../server/database'

afterEach(() => vi.unstubAllEnvs())

/** Between us and PostgreSQL: a pooler that knows only the parameters that PgBouncer knows. */
async function startPooler(): Promise<{ server: Server, url: string }> {
  const target = new URL(inject('postgresUrl'))
  const { port, hostname } = target
  const fields = Buffer.from('SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: statement_timeout\0\0')
  const refusal = Buffer.concat([Buffer.from('E'), Buffer.from([0, 0, 0, fields.length + 4]), fields])
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (startup) => {
      if (startup.includes('statement_timeout')) return socket.end(refusal)
      const upstream = connect(Number(port), hostname, () => {
        upstream.write(startup)
        socket.pipe(upstream).pipe(socket)
      })
      upstream.on('error', () => socket.destroy())
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  target.port = String((server.address() as AddressInfo).port)
  return { server, url: target.href }
}

async function open(url: string, env: Record<string, string> = {}) {
  for (const [name, value] of Object.entries({ DATABASE_URL: url, DATABASE_STATEMENT_TIMEOUT_MS: '800', DATABASE_LOCK_TIMEOUT_MS: '400', DATABASE_POOL_MAX: '2', ...env })) vi.stubEnv(name, value)
  vi.resetModules()
  const { openPostgres } = await import('../../server/database/postgres')
  const { faultOf } = await import('../../server/database/unavailable')
  return { ...openPostgres(url), faultOf }
}

const show = async (db: Queries, name: string) => (await db.select({ value: sql<string>`current_setting(${name})` }).from(sql`(select 1) as one`))[0]!.value

it('PostgreSQL gets the limits, and a pooler that refuses them gets them in transactions', async () => {
  const direct = await open(inject('postgresUrl'))
  expect([await show(direct.db, 'statement_timeout'), await show(direct.db, 'lock_timeout')]).toEqual(['800ms', '400ms'])
  await direct.close()

  const pooler = await startPooler()
  for (const prepare of ['true', 'false']) {
    const pooled = await open(pooler.url, { DATABASE_PREPARE: prepare })
    expect(await show(pooled.db, 'lock_timeout')).toBe('0')
    expect(await pooled.db.transaction(tx => show(tx, 'lock_timeout'))).toBe('400ms')
    expect(await pooled.probe(2_000)).toBeUndefined()
    await pooled.close()
  }
  pooler.server.close()
})

it('a transaction whose statement failed is never committed, and its connection is used again', async () => {
  const { db, close, faultOf } = await open(inject('postgresUrl'), { DATABASE_POOL_MAX: '1' })
  await expect(db.transaction(async (tx) => {
    await show(tx, 'no_such_setting').catch(() => {})
  })).rejects.toMatchObject({ code: '42704' })
  const slow = await db.transaction(tx => tx.select({ done: sql`pg_sleep(5)` }).from(sql`(select 1) as one`)).catch((error: unknown) => error)
  expect(faultOf(slow)).toBe('timeout')
  let leaked: Queries | undefined
  await db.transaction(async (tx) => {
    leaked = tx
  })
  await expect(show(leaked!, 'lock_timeout')).rejects.toMatchObject({ cause: { message: expect.stringMatching(/has ended/) as string } })
  expect(await show(db, 'lock_timeout')).toBe('400ms')
  await close()
})

it('a client that leaves gives up its place in the queue for a connection', async () => {
  const { db, close, faultOf } = await open(inject('postgresUrl'), { DATABASE_POOL_MAX: '1' })
  const { withRequestScope } = await import('../../server/database/request-scope')
  const client = new AbortController()
  await db.transaction(async () => {
    const waiting = withRequestScope(() => show(db, 'lock_timeout'), client.signal).catch((error: unknown) => error)
    client.abort()
    expect(faultOf(await waiting)).toBe('abandoned')
  })
  await close()
})

it('counts the connections of a process', async () => {
  vi.stubEnv('DATABASE_URL', inject('postgresUrl'))
  vi.stubEnv('DATABASE_POOL_MAX', '10')
  const { connectionBudget } = await import('../../server/database/connection-budget')
  expect(connectionBudget(8)).toEqual({ pool: 80, health: 8, migrations: 8, total: 96 })
  vi.stubEnv('DATABASE_URL', '')
  expect(connectionBudget()).toBeUndefined()
})
