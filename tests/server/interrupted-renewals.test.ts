import { appendFile, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import type { OAuthPlatformId } from '../../shared/platforms/registry'
import { startProxy } from '../setup/proxy'
import { layeredApp, onBothDialects, onPostgres, onSqlite } from '../setup/server'
import type { TestServer } from '../setup/server'
import { connectOAuth } from '../setup/user'
import type { Connected } from '../setup/user'
import { accountOf, expire, inSeconds, refreshes, startAnother, tokenOf, tokens } from '../setup/vault'

/** An account whose token has expired, and which the platform renews after `delay` milliseconds. */
async function slowAccount(server: TestServer, platform: OAuthPlatformId, delay: number): Promise<Connected> {
  const connected = await connectOAuth(server, platform)
  await expire(server, connected.account.id)
  await server.sandbox.fault({ platform, endpoint: 'refresh', identity: connected.identity, fault: { kind: 'delay', ms: delay } })
  return connected
}

/** The journal files of all processes. */
async function journals({ database: { env } }: TestServer): Promise<{ path: string, text: string }[]> {
  const folder = env.RENEWAL_JOURNAL ?? join(dirname(env.SQLITE_PATH!), '.data/connect-renewals')
  const paths = (await readdir(folder)).map(name => join(folder, name))
  return Promise.all(paths.map(async path => ({ path, text: await readFile(path, 'utf8') })))
}

onBothDialects('A renewed token', (server: TestServer) => {
  it('that its process could not store before it was killed is stored by the next process', async () => {
    const doomed = await startAnother(server)
    const { user, identity, account } = await slowAccount(server, 'x', 3000)
    const lost = tokens(doomed.url, user.id, 'x').catch(() => 'connection lost')
    await expect.poll(() => refreshes(server, 'x', identity), { timeout: 10_000 }).toBe(1)
    const unlock = await server.database.lockAccounts()
    const record = async () => (await journals(server)).find(({ text }) => text !== '')
    await expect.poll(record, { timeout: 10_000 }).toBeDefined()
    doomed.process.child.kill('SIGKILL')
    expect(await lost).toBe('connection lost')
    await unlock()
    const { path, text } = (await record())!
    for (const secret of await server.sandbox.secrets()) expect(text).not.toContain(secret)
    // The process can also be killed in the middle of a write.
    await appendFile(path, text.slice(0, text.length / 2))

    const next = await startAnother(server)
    await expect.poll(async () => (await accountOf(user, 'x')).isExpired, { timeout: 10_000 }).toBe(false)
    expect((await journals(server)).filter(({ text }) => text !== '')).toEqual([])
    await expire(server, account.id)
    expect((await tokenOf(server, user.id, 'x')).token).toBeTruthy()
    expect(await refreshes(server, 'x', identity)).toBe(2)
    await next.process.stop()
  }, 60_000)
}, {}, layeredApp)

onPostgres('A process that is cut off from the database', (server: TestServer) => {
  it('after the platform has answered stores the token when it can, and no other process loses it', async () => {
    const proxy = await startProxy(server.env.DATABASE_URL!)
    const holder = await startAnother(server, { DATABASE_URL: proxy.url, RENEWAL_JOURNAL: 'off' })
    expect(holder.process.log()).toContain('There is no journal of renewed tokens')
    const accounts = await Promise.all(Array.from({ length: 4 }, () => slowAccount(server, 'x', 4000)))
    const [waiting, tried, given, reconnected] = accounts as [Connected, Connected, Connected, Connected]
    const answers = Promise.all(accounts.map(async ({ user }) => (await tokens(holder.url, user.id, 'x'))[0]!))
    for (const { identity } of accounts) await expect.poll(() => refreshes(server, 'x', identity), { timeout: 10_000 }).toBe(1)
    proxy.cut()
    // The callers get their tokens all the same.
    const renewed = await answers
    expect(renewed.filter(({ token }) => token)).toHaveLength(4)

    const endLease = ({ account }: Connected, secondsAgo: number) => server.database.rows(`update connection set "leaseUntil" = ${inSeconds(server, -secondsAgo)} where id = '${account.id}'`)
    await endLease(waiting, 60)
    const refused = await waiting.user.fetch('/api/auth/x/accounts/refresh', { json: { accountId: waiting.account.id } })
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([503, '30', expect.objectContaining({ code: 'RENEWAL_PENDING' })])
    expect(await refreshes(server, 'x', waiting.identity)).toBe(1)

    for (const connected of [tried, given]) {
      await endLease(connected, 3600)
      expect(await tokenOf(server, connected.user.id, 'x')).toEqual({ error: 'RENEWAL_UNCERTAIN' })
      expect(await tokenOf(server, connected.user.id, 'x')).toEqual({ error: 'RENEWAL_UNCERTAIN' })
      expect(await accountOf(connected.user, 'x')).toMatchObject({ status: 'uncertain' })
      expect(await refreshes(server, 'x', connected.identity)).toBe(2)
    }
    await server.database.rows(`update connection set "uncertainSince" = ${inSeconds(server, -7200)}, "refreshNotBefore" = null where id = '${given.account.id}'`)
    expect(await tokenOf(server, given.user.id, 'x')).toEqual({ error: 'RECONNECT_REQUIRED' })
    expect(await accountOf(given.user, 'x')).toMatchObject({ status: 'reconnect_required', reconnectReason: 'renewal_lost' })

    await reconnected.user.link('x', reconnected.identity)
    const newer = await tokenOf(server, reconnected.user.id, 'x')

    proxy.resume()
    for (const [index, { user }] of [waiting, tried, given].entries()) {
      await expect.poll(() => tokenOf(server, user.id, 'x'), { timeout: 20_000 }).toEqual(renewed[index])
      expect(await accountOf(user, 'x')).toMatchObject({ status: 'healthy', isExpired: false })
    }
    expect(await tokenOf(server, reconnected.user.id, 'x')).toEqual(newer)
    expect(newer).not.toEqual(renewed[3])
    await holder.process.stop()
    await proxy.close()
  }, 90_000)
}, {}, layeredApp)

onSqlite('A renewal', (server: TestServer) => {
  it.each(['x', 'reddit'] as const)('that %s never answers ends soon, and the next one begins', async (platform) => {
    const { user, identity } = await slowAccount(server, platform, 600_000)
    expect(await tokenOf(server, user.id, platform)).toEqual({ error: 'PLATFORM_TIMEOUT' })
    await expect.poll(async () => (await tokenOf(server, user.id, platform)).token, { timeout: 10_000 }).toBeTruthy()
    expect(await refreshes(server, platform, identity)).toBe(2)
  })

  it('whose answer is lost makes the account uncertain. It is tried again, and heals when the user reconnects', async () => {
    const { user, identity, account } = await connectOAuth(server, 'x')
    await expire(server, account.id)
    await server.sandbox.fault({ platform: 'x', endpoint: 'refresh', identity, fault: { kind: 'lose-answer' } })
    expect(await tokenOf(server, user.id, 'x')).toEqual({ error: 'PLATFORM_UNREACHABLE' })
    expect(await tokenOf(server, user.id, 'x')).toEqual({ error: 'RENEWAL_UNCERTAIN' })
    expect(await accountOf(user, 'x')).toMatchObject({ status: 'uncertain' })

    const keepAlive = () => fetch(`${server.url}/api/keep-alive`, { method: 'POST' })
    await keepAlive()
    expect(await refreshes(server, 'x', identity)).toBe(2)
    await server.database.rows(`update connection set "refreshNotBefore" = null where id = '${account.id}'`)
    await keepAlive()
    expect(await refreshes(server, 'x', identity)).toBe(3)

    await user.link('x', identity)
    expect(await accountOf(user, 'x')).toMatchObject({ status: 'healthy' })
    expect((await tokenOf(server, user.id, 'x')).token).toBeTruthy()
  })
}, { PLATFORM_TIMEOUT_MS: '800' }, layeredApp)
