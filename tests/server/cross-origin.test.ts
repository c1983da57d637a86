import { describe, expect, it } from 'vitest'
import { onSqlite, runServer, startServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp, Visitor } from '../setup/user'

const app = 'https://app.example.com'
const trusted = { BETTER_AUTH_TRUSTED_ORIGINS: `${app},https://*.preview.example.com` }

onSqlite('The API, called from another origin', (server: TestServer) => {
  const paths = ['/api/auth/accounts', '/api/auth/devto/accounts', '/api/auth/devto/accounts/refresh', '/api/auth/platforms', '/api/auth/sign-in/email', '/api/auth/link-social', '/api/auth/get-session']

  it.each(paths)('%s answers the question beforehand for a trusted origin only', async (path) => {
    const ask = (origin: string) => fetch(server.url + path, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    })
    const welcome = await ask(app)
    expect(welcome.status).toBe(204)
    expect(Object.fromEntries(welcome.headers)).toMatchObject({
      'access-control-allow-origin': app,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': expect.stringContaining('content-type') as string,
      'access-control-allow-methods': expect.stringContaining('DELETE') as string,
      'vary': expect.stringContaining('Origin') as string,
    })
    // A pattern trusts whom Better Auth may send to, and opens no answers to pages.
    for (const stranger of ['https://evil.example', 'https://a.preview.example.com', 'null', `${app}.evil.example`]) {
      const refused = await ask(stranger)
      expect(refused.headers.get('access-control-allow-origin'), stranger).toBeNull()
      expect(refused.headers.get('vary')).toContain('Origin')
    }
  })

  it('lets its pages read answers and errors, versions and waiting times', async () => {
    const user = await signUp(server)
    const ask = (path: string, origin = app) => user.fetch(path, { headers: { origin } })
    const list = await ask('/api/auth/accounts')
    expect(list.headers.get('access-control-allow-origin')).toBe(app)
    expect(list.headers.get('access-control-expose-headers')).toMatch(/etag.*retry-after/)
    expect(list.headers.get('vary')).toMatch(/Origin.*Cookie/)
    const same = await user.fetch('/api/auth/accounts', { headers: { 'origin': app, 'if-none-match': list.headers.get('etag')! } })
    expect([same.status, same.headers.get('access-control-allow-origin')]).toEqual([304, app])
    const missing = await ask('/api/auth/myspace/accounts')
    expect([missing.status, missing.headers.get('access-control-allow-origin')]).toEqual([404, app])
    for (const path of ['/api/auth/get-session', '/api/auth/accounts']) {
      expect((await ask(path)).headers.get('access-control-allow-origin'), path).toBe(app)
      expect((await ask(path, 'https://evil.example')).headers.get('access-control-allow-origin'), path).toBeNull()
    }
    expect((await ask('/login')).headers.get('access-control-allow-origin')).toBeNull()
  })

  it('takes changes from its pages, and sends the browser back to them', async () => {
    const user = await signUp(server)
    const apiKey = await server.sandbox.issueKey(await newIdentity(server, 'devto'))
    expect((await user.fetch('/api/auth/devto/accounts', { json: { apiKey }, headers: { origin: app } })).status).toBe(201)
    const link = (origin: string, callbackURL: string) => user.fetch('/api/auth/link-social', { json: { provider: 'reddit', callbackURL }, headers: { origin } })
    expect((await link(app, `${app}/accounts`)).status).toBe(200)
    expect((await link(app, 'https://evil.example/accounts')).status).toBe(403)
    expect((await link('https://evil.example', `${app}/accounts`)).status).toBe(403)
  })

  it('takes no session by token unless asked to', async () => {
    const user = await signUp(server)
    const [token] = [...user.cookies].find(([name]) => name.includes('session_token'))!.slice(1)
    expect((await fetch(`${server.url}/api/auth/accounts`, { headers: { authorization: `Bearer ${decodeURIComponent(token!)}` } })).status).toBe(401)
  })

  it('keeps its cookies from other sites unless asked to', async () => {
    await expectCookies(server, /SameSite=Lax(?!.*Partitioned)/)
  })
}, trusted)

async function expectCookies(server: TestServer, expected: RegExp): Promise<void> {
  const visitor = new Visitor(server)
  const response = await visitor.fetch('/api/auth/sign-up/email', { json: { email: visitor.email, password: visitor.password, name: 'Test User' } })
  const session = response.headers.getSetCookie().find(cookie => cookie.includes('session_token'))
  expect(session).toMatch(expected)
  expect(session).toMatch(/HttpOnly/)
  expect(response.headers.get('set-auth-token')).toBeNull()
}

describe('Cookies', () => {
  it.each([
    ['true', /Secure.*SameSite=None(?!.*Partitioned)|SameSite=None.*Secure(?!.*Partitioned)/],
    ['partitioned', /(?=.*SameSite=None)(?=.*Secure)(?=.*Partitioned)/],
  ])('go to other sites as CROSS_SITE_COOKIES=%s says', async (value, expected) => {
    const server = await startServer('sqlite', { ...trusted, CROSS_SITE_COOKIES: value })
    await expectCookies(server, expected)
    await server.stop()
  })

  it('a value that is none is refused at start', async () => {
    const server = runServer({ CROSS_SITE_COOKIES: 'lax', SQLITE_PATH: ':memory:', BETTER_AUTH_SECRET: 'a-secret-for-tests-that-is-long-enough-0123456789' })
    expect(await server.exited).toBe(1)
    expect(server.log()).toMatch(/CROSS_SITE_COOKIES is/)
  })
})

describe('A session by token', () => {
  it('lists, connects and ends without any cookie', async () => {
    const server = await startServer('sqlite', { ...trusted, BEARER_SESSIONS: 'true' })
    const visitor = new Visitor(server)
    const signedUp = await visitor.fetch('/api/auth/sign-up/email', { json: { email: visitor.email, password: visitor.password, name: 'Test User' }, headers: { origin: app } })
    const token = signedUp.headers.get('set-auth-token')!
    expect(signedUp.headers.get('access-control-expose-headers')).toContain('set-auth-token')
    const call = (path: string, init: RequestInit = {}, authorization = `Bearer ${token}`) => fetch(server.url + path, {
      ...init,
      headers: { authorization, 'origin': app, 'content-type': 'application/json' },
    })
    const apiKey = await server.sandbox.issueKey(await newIdentity(server, 'devto'))
    expect((await call('/api/auth/devto/accounts', { method: 'POST', body: JSON.stringify({ apiKey }) })).status).toBe(201)
    expect(Object.values(await (await call('/api/auth/accounts')).json() as object).flat()).toHaveLength(1)
    // The part of the token that is in the database opens nothing by itself.
    expect((await call('/api/auth/accounts', {}, `Bearer ${token.split('.')[0]}`)).status).toBe(401)
    expect((await call('/api/auth/sign-out', { method: 'POST', body: '{}' })).status).toBe(200)
    expect((await call('/api/auth/accounts')).status).toBe(401)
    await server.stop()
  })
})
