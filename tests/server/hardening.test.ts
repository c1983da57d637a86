import { describe, expect, it } from 'vitest'
import type { ServerPlatforms } from '../../shared/account'
import { freePort } from '../setup/postgres'
import { createDatabase, onBothDialects, runServer, startServer, waitUntilHealthy } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp, Visitor } from '../setup/user'

/** As a browser asks for a page: it gets errors as pages, too. */
const asPage = { headers: { accept: 'text/html' } }

onBothDialects('Secrets', (server: TestServer, dialect) => {
  it('are nowhere but sealed in the database: not in answers, not in the log, not in clear at rest', async () => {
    const received: string[] = []
    const user = await signUp(server)
    for (const platform of ['reddit', 'x', 'google'] as const) {
      await user.link(platform, await newIdentity(server, platform))
      await server.sandbox.fault({ platform, endpoint: 'profile', fault: { kind: 'status', status: 500 } })
      await user.link(platform, await newIdentity(server, platform)).catch(() => {})
      await server.sandbox.fault({ platform, endpoint: 'token', fault: { kind: 'malformed' } })
      await user.link(platform, await newIdentity(server, platform)).catch(() => {})
      await server.sandbox.clearFaults()
    }
    const apiKey = await server.sandbox.issueKey(await newIdentity(server, 'devto'))
    received.push(await (await user.fetch('/api/auth/devto/accounts', { json: { apiKey } })).text())
    for (const path of ['/api/auth/accounts', '/api/auth/get-session', '/api/auth/list-accounts', '/integrations', '/login', '/']) {
      received.push(await (await user.fetch(path)).text())
    }
    // A database that fails mid-request, whose error carries the row.
    await server.database.rows('alter table "connection" rename to "connection_gone"')
    const identity = await newIdentity(server, 'devto')
    const failing = await user.fetch('/api/auth/devto/accounts', { json: { apiKey: await server.sandbox.issueKey(identity) } })
    expect(failing.status).toBe(500)
    received.push(await failing.text())
    await user.link('x', await newIdentity(server, 'x'))
    await server.database.rows('alter table "connection_gone" rename to "connection"')

    const secrets = (await server.sandbox.secrets()).filter(secret => secret.length > 8)
    expect(secrets.length).toBeGreaterThan(15)
    expect(server.log()).toContain('failed')
    const tables = await Promise.all(['user', 'account', 'session', 'verification', 'connection'].map(table => server.database.rows(`select * from "${table}"`)))
    const stored = JSON.stringify(tables)
    const log = server.log()
    for (const secret of secrets) {
      expect(received.filter(text => text.includes(secret))).toEqual([])
      expect(log.includes(secret), 'the log holds a secret').toBe(false)
      expect(stored.includes(secret), 'the database holds a secret in clear').toBe(false)
    }
    expect(log).not.toContain(user.password)
    expect(log).not.toContain(user.email)
  })

  // What follows does not depend on the database.
  if (dialect === 'postgresql') return

  it.each(['/get-access-token', '/refresh-token', '/account-info', '/unlink-account', '/list-sessions', '/revoke-session', '/revoke-sessions', '/verify-password'])('%s is switched off', async (path) => {
    const user = await signUp(server)
    await user.link('reddit', await newIdentity(server, 'reddit'))
    const [account] = await user.json<{ id: string }[]>('/api/auth/reddit/accounts')
    const body = { providerId: 'reddit', accountId: account!.id, password: user.password }
    for (const response of [
      await user.fetch(`/api/auth${path}`, { json: body }),
      await user.fetch(`/api/auth${path}?${new URLSearchParams(body)}`),
    ]) {
      expect([response.status, await response.json()]).toEqual([404, expect.objectContaining({ code: 'NOT_FOUND' })])
    }
    expect(await user.json('/api/auth/reddit/accounts')).toHaveLength(1)
  })

  it('a user takes ten keys a minute, and then waits', async () => {
    const user = await signUp(server)
    const submit = () => user.fetch('/api/auth/devto/accounts', { json: { apiKey: 'no-such-key' } })
    for (let attempt = 0; attempt < 10; attempt++) expect((await submit()).status).toBe(422)
    const refused = await submit()
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', platform: 'devto' })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect((await (await signUp(server)).fetch('/api/auth/devto/accounts', { json: { apiKey: 'no-such-key' } })).status).toBe(422)
  })

  it('cannot be framed by another page, however its path is written, for anyone', async () => {
    const [user, stranger] = [await signUp(server), new Visitor(server)]
    const paths = ['/', '/connect/popup', '/login', '/LOGIN', '/login/', '/integrations', '/Integrations', '/integrations/', '/integrations/reddit', '/INTEGRATIONS/reddit', '/account', '/Account', '/account/', '/nowhere']
    for (const visitor of [user, stranger]) {
      const answers = await Promise.all(paths.map(async path => [path, await visitor.fetch(path, asPage)] as const))
      for (const [path, { headers }] of answers) {
        expect([path, ...['content-security-policy', 'x-frame-options', 'referrer-policy'].map(name => headers.get(name))])
          .toEqual([path, expect.stringContaining('frame-ancestors \'none\''), 'DENY', 'strict-origin-when-cross-origin'])
      }
      const rendered = answers.filter(([, { status }]) => status === 200).map(([path]) => path)
      expect(rendered).toEqual(paths.filter(path => path === '/' || path === '/connect/popup' || (path !== '/nowhere' && path.toLowerCase().startsWith('/login') !== (visitor === user))))
    }
  })

  it('runs no script that somebody injects into a page, and says no more about itself than it must', async () => {
    const user = await signUp(server)
    for (const path of ['/', '/login', '/integrations', '/account', '/connect/popup', '/nowhere', '/api/auth/accounts', '/api/nothing', '/favicon.ico']) {
      const response = await (path === '/login' ? new Visitor(server) : user).fetch(path, path.startsWith('/api') ? {} : asPage)
      const html = await response.text()
      expect([path, response.headers.get('x-content-type-options'), response.headers.get('x-powered-by')]).toEqual([path, 'nosniff', null])
      if (!response.headers.get('content-type')?.startsWith('text/html')) continue
      const policy = response.headers.get('content-security-policy')!
      const [nonce] = /(?<='nonce-)[^']{20,}/.exec(policy)!
      expect(/script-src ([^;]*)/.exec(policy)![1]).toBe(`'self' 'nonce-${nonce}'`)
      expect(html.match(/<script(?![^>]* nonce=)/g), path).toBeNull()
      expect(html.split(`nonce="${nonce}"`).length, path).toBeGreaterThan(2)
      expect(response.headers.get('permissions-policy')).toContain('camera=()')
      expect([path, response.headers.get('cross-origin-opener-policy')]).toEqual([path, path === '/connect/popup' ? null : 'same-origin-allow-popups'])
    }
    const again = await new Visitor(server).fetch('/login', asPage)
    expect(again.headers.get('content-security-policy')).not.toBe((await new Visitor(server).fetch('/login', asPage)).headers.get('content-security-policy'))
    expect((await user.fetch('/api/auth/sign-out', { json: {} })).headers.get('clear-site-data')).toBe('"cache"')
  })

  it.each(['%', '%E0', '{"__proto__":1}', '%7B%22__proto__%22%3A1%7D', '[]', '1', 'null', 'dark"><script>', ''])('the theme %j chosen by no one breaks no page', async (theme) => {
    const visitor = new Visitor(server)
    for (const path of ['/', '/login', '/nowhere']) {
      const response = await visitor.fetch(path, { headers: { ...asPage.headers, cookie: `connect-theme=${theme}` } })
      expect([path, response.status]).toEqual([path, path === '/nowhere' ? 404 : 200])
      expect(/<html[^>]*>/.exec(await response.text())![0]).not.toMatch(/light|dark|data-theme/)
    }
  })

  it('the gallery is not in it', async () => {
    expect((await (await signUp(server)).fetch('/gallery')).status).toBe(404)
  })

  it('a stand-in email address cannot be signed up with', async () => {
    const visitor = new Visitor(server)
    const response = await visitor.fetch('/api/auth/sign-up/email', { json: { email: 'abc@reddit.placeholder.invalid', password: visitor.password, name: 'Squatter' } })
    expect(response.status).toBe(403)
    expect(await server.database.rows(`select * from "user" where email like '%placeholder.invalid'`)).toEqual([])
  })
})

describe('A server whose environment is off', () => {
  it('keeps its guards under TEST=true and without NODE_ENV', async () => {
    const server = await startServer('sqlite', { TEST: 'true', NODE_ENV: '', TRUSTED_PROXIES: '' })
    const user = await signUp(server)
    const forged = await user.fetch('/api/auth/sign-out', { json: {}, headers: { origin: 'https://evil.example' } })
    expect(forged.status).toBe(403)
    const abroad = await user.fetch('/api/auth/sign-in/social', { json: { provider: 'google', callbackURL: 'https://evil.example' } })
    expect(abroad.status).toBe(403)
    await server.stop()
  })

  it('does not let a client claim another address to get around the limits', async () => {
    const server = await startServer('sqlite', { TRUSTED_PROXIES: '' })
    const guess = (address: string) => new Visitor(server).fetch('/api/auth/sign-in/email', {
      json: { email: 'a@example.com', password: 'wrong password' },
      headers: { 'x-forwarded-for': address },
    })
    const statuses: number[] = []
    for (let attempt = 0; attempt < 6; attempt++) statuses.push((await guess(`198.51.100.${attempt}`)).status)
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429])
    await server.stop()
  })

  it.each([
    ['without a secret', { BETTER_AUTH_SECRET: '' }, /BETTER_AUTH_SECRET is not set/],
    ['with a short secret', { BETTER_AUTH_SECRET: 'short' }, /shorter than 32/],
    ['with the sandbox asked for once', { SANDBOX_URL: 'http://127.0.0.1:4010' }, /ALLOW_SANDBOX_IN_PRODUCTION/],
    ['with a sandbox elsewhere', { SANDBOX_URL: 'https://sandbox.example', ALLOW_SANDBOX_IN_PRODUCTION: 'true' }, /loopback/],
    ['with half of a platform\'s credentials', { REDDIT_CLIENT_ID: 'id' }, /REDDIT_CLIENT_SECRET/],
    ['with rotated secrets it cannot read', { BETTER_AUTH_SECRETS: 'nonsense' }, /BETTER_AUTH_SECRETS/],
    ['with the secret that Better Auth publishes', { BETTER_AUTH_SECRET: 'better-auth-secret-12345678901234567890' }, /publishes in its source code/],
    ['with a secret under which every session is forged soon', { BETTER_AUTH_SECRETS: '2:changeme-changeme-changeme-changeme,1:a-secret-for-tests-that-is-long-enough-0123456789' }, /BETTER_AUTH_SECRETS .* so others can guess it/],
    ['on http', { BETTER_AUTH_URL: 'http://app.example.com' }, /BETTER_AUTH_URL is http.*Use https/],
    ['for everyone without a base URL', { HOST: '0.0.0.0' }, /BETTER_AUTH_URL is not set/],
    ['with every origin trusted', { BETTER_AUTH_TRUSTED_ORIGINS: 'https://app.example.com,*' }, /trusts every page/],
    ['with a base URL that is none', { BETTER_AUTH_URL: 'app.example.com' }, /BETTER_AUTH_URL must be a URL/],
  ])('does not start %s, and says why in a sentence', async (_, env, reason) => {
    const database = await createDatabase('sqlite')
    const server = runServer({ ...database.env, PORT: String(await freePort()), BETTER_AUTH_SECRET: 'a-secret-for-tests-that-is-long-enough-0123456789', ...env as Record<string, string> })
    expect(await server.exited).toBe(1)
    expect(server.log()).toMatch(reason)
    expect(server.log()).not.toContain('    at ')
    await database.drop()
  })

  it('offers only the platforms it has credentials for, and sends people to the real ones', async () => {
    const database = await createDatabase('sqlite')
    const port = String(await freePort())
    const process = runServer({ ...database.env, PORT: port, BETTER_AUTH_SECRET: 'a-secret-for-tests-that-is-long-enough-0123456789', REDDIT_CLIENT_ID: 'my-app', REDDIT_CLIENT_SECRET: 'my-secret', SIGN_UP_PLATFORMS: 'reddit' })
    const url = `http://localhost:${port}`
    await waitUntilHealthy(url, process)
    const { sandbox, platforms } = await (await fetch(`${url}/api/auth/platforms`)).json() as ServerPlatforms
    expect(sandbox).toBe(false)
    expect(platforms).toMatchObject({
      reddit: { enabled: true, signIn: true, signUp: true },
      x: { enabled: false, signIn: false, signUp: false },
      google: { enabled: false, signIn: false, signUp: false },
      // It registers itself where the user's account is, and lets nobody in by it.
      mastodon: { enabled: true, signIn: false, signUp: false },
      devto: { enabled: true, signIn: false, signUp: false },
    })
    expect(platforms).not.toHaveProperty('x.setup')
    const start = (provider: string) => fetch(`${url}/api/auth/sign-in/social`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'origin': url },
      body: JSON.stringify({ provider, callbackURL: '/' }),
    })
    const { url: consent } = await (await start('reddit')).json() as { url: string }
    expect(consent).toMatch(/^https:\/\/www\.reddit\.com\/api\/v1\/authorize\?.*client_id=my-app/)
    expect(new URL(consent).searchParams.get('redirect_uri')).toBe(`${url}/api/auth/callback/reddit`)
    expect((await start('google')).status).toBe(404)
    await process.stop()
    await database.drop()
  })
})
