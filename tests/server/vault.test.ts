import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '../../shared/account'
import type { OAuthPlatformId, PlatformId } from '../../shared/platforms/registry'
import type { Fault } from '../../dev/sandbox'
import { connectors } from '../../server/platforms/connectors'
import { extraScope, oauthDefinitions, renewedPlatforms } from '../setup/platforms'
import { layeredApp, onBothDialects, onSqlite } from '../setup/server'
import type { ServerProcess, TestServer } from '../setup/server'
import { connectKey, connectOAuth, newIdentity, signUp, Visitor } from '../setup/user'
import { accountOf, expire, inSeconds, refreshes, startAnother, tokenOf, tokens } from '../setup/vault'

onBothDialects('A token', (server: TestServer, dialect) => {
  // Platforms differ on the wire, and not in SQL: the strictest of them is enough on PostgreSQL.
  describe.each(dialect === 'sqlite' ? renewedPlatforms : ['x'] as const)('of %s', (platform) => {
    it('is used while it is fresh and renewed once it has expired', async () => {
      const { user, identity, account } = await connectOAuth(server, platform)
      const first = await tokenOf(server, user.id, platform)
      expect(await tokenOf(server, user.id, platform)).toEqual(first)
      expect(await refreshes(server, platform, identity)).toBe(0)

      await expire(server, account.id)
      const renewed = await tokenOf(server, user.id, platform)
      expect(renewed.token).toBeTruthy()
      expect(renewed.token).not.toBe(first.token)
      expect(await refreshes(server, platform, identity)).toBe(1)
      expect(await accountOf(user, platform)).toMatchObject({ id: account.id, isExpired: false, status: 'healthy', refreshToken: 'present', scopes: account.scopes })

      // The refresh token that was kept, or came in its place, works as well.
      await expire(server, account.id)
      expect((await tokenOf(server, user.id, platform)).token).toBeTruthy()
    })

    it('of a grant the user ended at the platform asks for the user, says why, and heals in place', async () => {
      const { user, identity, account } = await connectOAuth(server, platform)
      await server.sandbox.revokeGrants(platform, identity)
      await expire(server, account.id)
      expect(await tokenOf(server, user.id, platform)).toEqual({ error: 'RECONNECT_REQUIRED' })
      expect(await accountOf(user, platform)).toMatchObject({ id: account.id, status: 'reconnect_required', reconnectReason: 'grant_revoked', reconnectSince: expect.stringMatching(/^\d{4}-/) as string })

      const asked = await refreshes(server, platform, identity)
      expect(await tokenOf(server, user.id, platform)).toEqual({ error: 'RECONNECT_REQUIRED' })
      expect(await refreshes(server, platform, identity)).toBe(asked)

      await user.link(platform, identity)
      const healed = await accountOf(user, platform)
      expect(healed).toMatchObject({ id: account.id, status: 'healthy' })
      expect(healed).not.toHaveProperty('reconnectReason')
      expect((await tokenOf(server, user.id, platform)).token).toBeTruthy()
    })

    it('that nothing can renew asks for the user once it has expired', async () => {
      const { user, account } = await connectOAuth(server, platform)
      await server.database.rows(`update account set "refreshToken" = null where id = '${account.id}'`)
      expect((await tokenOf(server, user.id, platform)).token).toBeTruthy()
      expect(await accountOf(user, platform)).toMatchObject({ status: 'expiring' })
      await expire(server, account.id)
      expect(await tokenOf(server, user.id, platform)).toEqual({ error: 'RECONNECT_REQUIRED' })
      expect(await accountOf(user, platform)).toMatchObject({ status: 'reconnect_required', reconnectReason: 'grant_expired' })
    })

    it.each([
      ['an expiry in words', { expires_in: 'soon' }],
      ['an expiry of 0', { expires_in: 0 }],
      ['no expiry', {}],
      ['scopes in an array', { expires_in: 3600, scope: ['identity'] }],
    ])('is kept when the answer has %s: it may be the only copy', async (_, rest) => {
      const { user, identity, account } = await connectOAuth(server, platform)
      await expire(server, account.id)
      await server.sandbox.fault({ platform, endpoint: 'refresh', identity, fault: { kind: 'status', status: 200, body: { access_token: 'strange-token', refresh_token: 'strange-refresh', ...rest } } })
      expect(await tokenOf(server, user.id, platform)).toEqual({ token: 'strange-token' })
      expect(await tokenOf(server, user.id, platform)).toEqual({ token: 'strange-token' })
      expect(await accountOf(user, platform)).toMatchObject({ status: 'healthy', isExpired: false })
    })

    // In what follows the platform differs, and no SQL.
    if (dialect === 'postgresql') return

    it.each<[string, Fault]>([
      ['500', { kind: 'status', status: 500 }],
      ['a dropped connection', { kind: 'drop' }],
      ['a malformed body', { kind: 'malformed' }],
      ['HTML', { kind: 'html' }],
      ['a 400 with HTML, as proxies send it', { kind: 'status', status: 400, headers: { 'content-type': 'text/html' }, body: '<h1>Bad Request</h1>' }],
      ['401 for the app', { kind: 'status', status: 401, body: '{"error":"invalid_client"}' }],
      ['a redirect', { kind: 'status', status: 302, headers: { location: 'https://example.com' } }],
    ])('stays healthy through %s, and is renewed later', async (_, fault) => {
      const { user, identity, account } = await connectOAuth(server, platform)
      await expire(server, account.id)
      await server.sandbox.fault({ platform, endpoint: 'refresh', identity, fault })
      expect(await tokenOf(server, user.id, platform)).toEqual({ error: 'PLATFORM_UNREACHABLE' })
      expect(await accountOf(user, platform)).toMatchObject({ status: 'healthy' })
      expect((await tokenOf(server, user.id, platform)).token).toBeTruthy()
    })

    it('waits for no slow platform, and keeps what comes late', async () => {
      const { user, identity, account } = await connectOAuth(server, platform)
      await expire(server, account.id)
      await server.sandbox.fault({ platform, endpoint: 'refresh', identity, fault: { kind: 'delay', ms: 1500 } })
      expect(await tokenOf(server, user.id, platform)).toEqual({ error: 'PLATFORM_TIMEOUT' })
      expect(await accountOf(user, platform)).toMatchObject({ status: 'healthy' })
      await expect.poll(async () => (await accountOf(user, platform)).isExpired, { timeout: 10_000 }).toBe(false)
      expect((await tokenOf(server, user.id, platform)).token).toBeTruthy()
      expect(await refreshes(server, platform, identity)).toBe(1)
    })

    it('asks no platform before the time it said', async () => {
      const { user, identity, account } = await connectOAuth(server, platform)
      await expire(server, account.id)
      await server.sandbox.fault({ platform, endpoint: 'refresh', identity, fault: { kind: 'status', status: 429, headers: { 'retry-after': '2' } } })
      expect(await tokenOf(server, user.id, platform)).toEqual({ error: 'PLATFORM_UNREACHABLE' })
      expect(await tokenOf(server, user.id, platform)).toEqual({ error: 'PLATFORM_UNREACHABLE' })
      expect(await refreshes(server, platform, identity)).toBe(1)
      expect(await accountOf(user, platform)).toMatchObject({ status: 'healthy' })
      await expect.poll(async () => (await tokenOf(server, user.id, platform)).token, { timeout: 10_000 }).toBeTruthy()
    })
  })

  it('is that of the account that was named, or else of the first', async () => {
    const { user, account: first } = await connectOAuth(server, 'reddit')
    await user.link('reddit', await newIdentity(server, 'reddit'))
    const [, second] = await user.json<Account[]>('/api/auth/reddit/accounts')
    const tokenOfFirst = await tokenOf(server, user.id, 'reddit')
    expect(await tokenOf(server, user.id, 'reddit', { accountId: first.id })).toEqual(tokenOfFirst)
    const tokenOfSecond = await tokenOf(server, user.id, 'reddit', { accountId: second!.id })
    expect(tokenOfSecond.token).toBeTruthy()
    expect(tokenOfSecond).not.toEqual(tokenOfFirst)
  })

  it('of nobody, of somebody else or of another platform is not found', async () => {
    const { user, account } = await connectOAuth(server, 'reddit')
    const other = await signUp(server)
    expect(await tokenOf(server, other.id, 'reddit')).toEqual({ error: 'ACCOUNT_NOT_FOUND' })
    expect(await tokenOf(server, other.id, 'reddit', { accountId: account.id })).toEqual({ error: 'ACCOUNT_NOT_FOUND' })
    expect(await tokenOf(server, user.id, 'x', { accountId: account.id })).toEqual({ error: 'ACCOUNT_NOT_FOUND' })
  })

  it('in a request is its user\'s, and there is none without a session', async () => {
    const { user } = await connectOAuth(server, 'reddit')
    const { token } = await tokenOf(server, user.id, 'reddit')
    expect(await (await user.fetch('/api/own-token')).text()).toBe(token)
    expect((await new Visitor(server).fetch('/api/own-token')).status).toBe(401)
  })

  it('is the key itself where the platform has keys', async () => {
    const user = await signUp(server)
    const { apiKey } = await server.sandbox.issueCredentials('devto', await newIdentity(server, 'devto'))
    await user.json('/api/auth/devto/accounts', { json: { apiKey } })
    expect(await tokenOf(server, user.id, 'devto')).toEqual({ token: apiKey })
  })
}, { PLATFORM_TIMEOUT_MS: '800' }, layeredApp)

onBothDialects('Two servers', (server: TestServer) => {
  const servers: { url: string, process: ServerProcess }[] = []

  beforeAll(async () => {
    servers.push({ url: server.url, process: server.process }, await startAnother(server))
  })
  afterAll(async () => {
    for (const { process } of servers.slice(1)) await process.stop()
  })

  it('with fifty callers each renew an expired X token exactly once, twenty times over', async () => {
    const { user, identity, account } = await connectOAuth(server, 'x')
    for (let round = 1; round <= 20; round++) {
      await expire(server, account.id)
      const got = (await Promise.all(servers.map(({ url }) => tokens(url, user.id, 'x', { count: '50' })))).flat()
      expect(got).toHaveLength(100)
      expect(got[0]!.token).toBeTruthy()
      expect(new Set(got.map(one => one.token ?? one.error)).size).toBe(1)
      expect(await refreshes(server, 'x', identity)).toBe(round)
    }
    expect(await accountOf(user, 'x')).toMatchObject({ status: 'healthy' })
  }, 120_000)

  it('tell all callers at once when the platform fails, and ask it once', async () => {
    const { user, identity, account } = await connectOAuth(server, 'x')
    await expire(server, account.id)
    await server.sandbox.fault({ platform: 'x', endpoint: 'refresh', identity, fault: { kind: 'status', status: 503 }, times: 1 })
    const got = (await Promise.all(servers.map(({ url }) => tokens(url, user.id, 'x', { count: '50' })))).flat()
    const failed = got.filter(one => one.error === 'PLATFORM_UNREACHABLE').length
    // Whoever came after the failure may try again, and then succeeds; nobody is left without an answer.
    expect(failed).toBeGreaterThan(0)
    expect(got.filter(one => one.token).length).toBe(100 - failed)
    expect(await refreshes(server, 'x', identity)).toBeLessThanOrEqual(2)
  })

  it('of which one is killed in the middle of a renewal: the other takes over and no grant is burnt', async () => {
    const { user, identity, account } = await connectOAuth(server, 'x')
    await expire(server, account.id)
    const doomed = await startAnother(server)
    await server.sandbox.fault({ platform: 'x', endpoint: 'refresh', identity, fault: { kind: 'delay', ms: 60_000 } })
    const lost = tokens(doomed.url, user.id, 'x').catch(() => 'connection lost')
    await expect.poll(() => refreshes(server, 'x', identity), { timeout: 10_000 }).toBe(1)
    doomed.process.child.kill('SIGKILL')
    expect(await lost).toBe('connection lost')
    await doomed.process.exited

    // Its lease ends by itself, in less than half a minute. The test does not wait for it.
    const [lease] = await server.database.rows(`select "leaseUntil" from connection where id = '${account.id}'`)
    const left = Number(lease!.leaseUntil) - Date.now()
    expect([left > 0, left < 30_000]).toEqual([true, true])
    await server.database.rows(`update connection set "leaseUntil" = ${inSeconds(server, -1)} where id = '${account.id}'`)
    expect((await tokenOf(server, user.id, 'x')).token).toBeTruthy()
    expect(await refreshes(server, 'x', identity)).toBe(2)
    await expire(server, account.id)
    expect((await tokenOf(server, user.id, 'x')).token).toBeTruthy()
  }, 60_000)

  it('of which one is killed right after the platform answered: what was answered is kept', async () => {
    const doomed = await startAnother(server)
    const { user, identity, account } = await connectOAuth(server, 'x')
    await expire(server, account.id)
    expect((await tokens(doomed.url, user.id, 'x'))[0]!.token).toBeTruthy()
    doomed.process.child.kill('SIGKILL')
    await expire(server, account.id)
    expect((await tokenOf(server, user.id, 'x')).token).toBeTruthy()
    expect(await refreshes(server, 'x', identity)).toBe(2)
  }, 60_000)

  it('keep a grant alive that nobody uses, once between them', async () => {
    const { user, identity, account } = await connectOAuth(server, 'x')
    const run = () => Promise.all(servers.map(async ({ url }) => (await (await fetch(`${url}/api/keep-alive`, { method: 'POST' })).json()) as { result: { renewed: number, failed: number } }))
    await run()
    expect(await refreshes(server, 'x', identity)).toBe(0)

    const longAgo = server.database.dialect === 'sqlite' ? '1000' : 'to_timestamp(1)'
    await server.database.rows(`update account set "updatedAt" = ${longAgo} where id = '${account.id}'`)
    await server.database.rows(`update connection set "refreshedAt" = null where id = '${account.id}'`)
    await run()
    expect(await refreshes(server, 'x', identity)).toBe(1)
    await run()
    expect(await refreshes(server, 'x', identity)).toBe(1)
    expect((await tokenOf(server, user.id, 'x')).token).toBeTruthy()
  })
}, { KEEP_ALIVE_AFTER_DAYS: '30' }, layeredApp)

onSqlite('The app', (server: TestServer) => {
  async function call(userId: string, platform: PlatformId, path: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${server.url}/api/call?${new URLSearchParams({ userId, platform, path })}`)
    return await response.json() as Record<string, unknown>
  }

  const me = { reddit: '/api/v1/me', devto: '/users/me' } as const

  it.each(oauthDefinitions.filter(({ id, host }) => renewedPlatforms.includes(id) && host !== 'user'))('calls $name with a token that works, renewing one that does not', async ({ id: platform, endpoints }) => {
    const { user, identity } = await connectOAuth(server, platform)
    expect(await call(user.id, platform, endpoints.userinfo!)).toHaveProperty('data')
    // The platform has ended the token early: nothing but its answer says so.
    await server.sandbox.fault({ platform, endpoint: 'profile', identity, fault: { kind: 'status', status: 401 } })
    expect(await call(user.id, platform, endpoints.userinfo!)).toHaveProperty('data')
    expect(await refreshes(server, platform, identity)).toBe(1)
  })

  it('waits as long as the platform says, when that is not long', async () => {
    const { user, identity } = await connectOAuth(server, 'reddit')
    const { token } = await tokenOf(server, user.id, 'reddit')
    await server.sandbox.fault({ platform: 'reddit', endpoint: 'profile', identity, fault: { kind: 'status', status: 429, headers: { 'retry-after': '1' } } })
    expect(await call(user.id, 'reddit', me.reddit)).toHaveProperty('data')
    await server.sandbox.fault({ platform: 'reddit', endpoint: 'profile', identity, fault: { kind: 'status', status: 429, headers: { 'retry-after': '3600' } } })
    const refused = await call(user.id, 'reddit', me.reddit)
    expect(refused).toMatchObject({ name: 'ConnectError', code: 'PLATFORM_UNREACHABLE' })
    expect(refused.text).not.toContain(token)
  })

  it('hears what the platform answers, without the token in the error', async () => {
    const { user } = await connectOAuth(server, 'reddit')
    const { token } = await tokenOf(server, user.id, 'reddit')
    const refused = await call(user.id, 'reddit', '/api/nothing')
    expect(refused).toMatchObject({ name: 'PlatformResponseError', status: 404 })
    expect(refused.text).not.toContain(token)
  })

  it('sends a token to its platform and nowhere else', async () => {
    const { user } = await connectOAuth(server, 'reddit')
    for (const path of ['https://evil.example/', 'http://oauth.reddit.com/api/v1/me', 'https://oauth.reddit.com@evil.example/', 'https://dev.to/api/users/me']) {
      expect(await call(user.id, 'reddit', path), path).toMatchObject({ code: 'INVALID_REQUEST' })
    }
    for (const path of ['//evil.example/', '/\\evil.example', '@evil.example/', '.evil.example/']) {
      expect(await call(user.id, 'reddit', path), path).toMatchObject({ name: 'PlatformResponseError' })
    }
  })

  it('learns that a key no longer works', async () => {
    const user = await signUp(server)
    const identity = await newIdentity(server, 'devto')
    await connectKey(server, 'devto', user, identity)
    expect(await call(user.id, 'devto', me.devto)).toHaveProperty('data')
    await server.sandbox.revokeGrants('devto', identity)
    expect(await call(user.id, 'devto', me.devto)).toMatchObject({ code: 'RECONNECT_REQUIRED' })
    expect(await accountOf(user, 'devto')).toMatchObject({ status: 'reconnect_required', reconnectReason: 'key_refused' })
    await connectKey(server, 'devto', user, identity)
    expect(await accountOf(user, 'devto')).toMatchObject({ status: 'healthy' })
  })

  it('publishes to Reddit and Dev.to as the documentation has it', async () => {
    const user = await signUp(server)
    const identity = await newIdentity(server, 'reddit')
    const { url } = await user.json<{ url: string }>('/api/auth/link-social', {
      json: { provider: 'reddit', callbackURL: '/', scopes: ['submit'] },
    })
    await user.decide(url, { identity, decision: 'approve' })
    await connectKey(server, 'devto', user)
    expect((await user.fetch('/api/publish', { json: {}, headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect(await user.json('/api/publish', { json: { title: 'Hello there', text: 'First post.' } })).toEqual({
      reddit: expect.stringMatching(/^https:\/\/www\.reddit\.com\/r\/test\/comments\//) as string,
      devto: expect.stringMatching(/^https:\/\/dev\.to\/.+\/hello-there/) as string,
    })
  })

  it('is told of what happens to accounts', async () => {
    const { user, identity, account } = await connectOAuth(server, 'x')
    await new Visitor(server).signIn('x', identity)
    await expire(server, account.id)
    await tokenOf(server, user.id, 'x')
    await server.sandbox.revokeGrants('x', identity)
    await expire(server, account.id)
    await tokenOf(server, user.id, 'x')
    await user.json(`/api/auth/x/accounts?accountId=${account.id}`, { method: 'DELETE' })
    const told = server.log().split('\n').filter(line => line.startsWith('[hook]') && line.includes(account.id))
    const event = JSON.stringify({ userId: user.id, platform: 'x', accountId: account.id })
    expect(told).toEqual(['connected', 'refreshed', 'reconnect_required', 'disconnected'].map(what => `[hook] ${what} ${event}`))
  })

  it.each(renewedPlatforms.filter(platform => extraScope(platform)))('keeps the scopes of %s that were granted when it asks for more', async (platform) => {
    const more = extraScope(platform)!
    const { user, identity, account } = await connectOAuth(server, platform)
    const { url } = await user.json<{ url: string }>('/api/auth/link-social', {
      json: { provider: platform, callbackURL: '/', scopes: [more] },
    })
    await user.decide(url, { identity, decision: 'approve' })
    const extended = await accountOf(user, platform)
    expect(extended.id).toBe(account.id)
    expect(extended.scopes).toEqual(expect.arrayContaining([...account.scopes, more]))

    // Connecting again without asking for it brings a token that is good for it all the same.
    const again = await user.startLink(platform)
    expect(new URL(again).searchParams.get('scope')!.split(/[ ,]/)).toEqual(expect.arrayContaining([...account.scopes, more]))
    await user.link(platform, identity)
    expect((await accountOf(user, platform)).scopes.toSorted()).toEqual(extended.scopes.toSorted())
  })

  it('asks for more on one chosen account without the scopes of the others', async () => {
    const { user, account } = await connectOAuth(server, 'reddit')
    const more = await user.json<{ url: string }>('/api/auth/link-social', { json: { provider: 'reddit', callbackURL: '/', scopes: ['submit'] } })
    await user.decide(more.url, { identity: await newIdentity(server, 'reddit'), decision: 'approve' })
    const { url } = await user.json<{ url: string }>('/api/auth/link-social', {
      json: { provider: 'reddit', callbackURL: '/', scopes: ['mysubreddits'], additionalData: { accountId: account.id } },
    })
    expect(new URL(url).searchParams.get('scope')!.split(' ').toSorted()).toEqual([...new Set([...account.scopes, 'mysubreddits'])].toSorted())
  })

  it('refreshes no account of somebody else', async () => {
    const { account } = await connectOAuth(server, 'reddit')
    const response = await (await signUp(server)).fetch('/api/auth/reddit/accounts/refresh', { json: { accountId: account.id } })
    expect(response.status).toBe(404)
  })

  it('ends every grant of a user who deletes themselves', async () => {
    const user = await signUp(server)
    const identities = new Map<OAuthPlatformId, string>()
    const revoked = oauthDefinitions.filter(({ id }) => renewedPlatforms.includes(id)).filter(({ id, endpoints }) => endpoints.revoke ?? connectors[id]?.revoke).map(({ id }) => id)
    for (const platform of revoked) {
      identities.set(platform, await newIdentity(server, platform))
      await user.link(platform, identities.get(platform)!)
    }
    await user.json('/api/auth/delete-user', { json: { password: user.password } })
    for (const [platform, identity] of identities) {
      const calls = (await server.sandbox.requests({ platform, endpoint: 'revoke' })).filter(request => request.identity === identity)
      expect(calls, platform).toHaveLength(1)
      expect(await server.sandbox.hasGrant(platform, identity), platform).toBe(false)
    }
    expect(await server.database.rows(`select * from account where "userId" = '${user.id}'`)).toEqual([])
  })
}, {}, layeredApp)
