import { createHash, randomBytes } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { platforms } from '../../shared/platforms'
import { createSandboxClient, startSandbox, type Sandbox, type SandboxClient } from '../../dev/sandbox/index'

const CALLBACK = 'http://localhost:3000/api/auth/callback'
const GOOGLE_EMAIL = 'https://www.googleapis.com/auth/userinfo.email'
const GOOGLE_PROFILE = 'https://www.googleapis.com/auth/userinfo.profile'
const YOUTUBE = 'https://www.googleapis.com/auth/youtube.readonly'
const DRIVE = 'https://www.googleapis.com/auth/drive.file'

const VERIFIER = randomBytes(32).toString('base64url')
const PKCE = {
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
}

type Params = Record<string, string | undefined>
/** What the tests read of the various answers; each asserts that what it reads is there. */
interface Body {
  access_token: string
  refresh_token: string
  id_token: string
  scope: string
  expires_in: number
  error: unknown
  icon_img: string
  username: string
  data: { profile_image_url: string }
}
interface Answer { status: number, headers: Headers, body: Body }

const FLOWS = {
  reddit: {
    authorize: '/www.reddit.com/api/v1/authorize',
    token: '/www.reddit.com/api/v1/access_token',
    revoke: '/www.reddit.com/api/v1/revoke_token',
    profile: '/oauth.reddit.com/api/v1/me',
    query: { scope: 'identity submit', duration: 'permanent' } as Params,
  },
  x: {
    authorize: '/x.com/i/oauth2/authorize',
    token: '/api.x.com/2/oauth2/token',
    revoke: '/api.x.com/2/oauth2/revoke',
    profile: '/api.x.com/2/users/me',
    query: { scope: 'users.read tweet.read users.email offline.access', ...PKCE } as Params,
  },
  google: {
    authorize: '/accounts.google.com/o/oauth2/v2/auth',
    token: '/oauth2.googleapis.com/token',
    revoke: '/oauth2.googleapis.com/revoke',
    profile: '/openidconnect.googleapis.com/v1/userinfo',
    query: { scope: 'email profile openid', access_type: 'offline', ...PKCE } as Params,
  },
}
type OAuthPlatform = keyof typeof FLOWS
const OAUTH = Object.keys(FLOWS) as OAuthPlatform[]

let sandbox: Sandbox
let client: SandboxClient

beforeAll(async () => {
  sandbox = await startSandbox()
  client = createSandboxClient(sandbox.url)
})
afterAll(() => sandbox.close())
beforeEach(() => client.reset())

function form(values: Params): URLSearchParams {
  return new URLSearchParams(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function authorizeUrl(platform: OAuthPlatform, overrides: Params = {}): string {
  const { authorize, query } = FLOWS[platform]
  return `${sandbox.url}${authorize}?${form({
    response_type: 'code', client_id: `sandbox-${platform}`, redirect_uri: CALLBACK, state: 'st4te', ...query, ...overrides,
  })}`
}

async function codeOf(platform: OAuthPlatform, identity = 'alice', overrides: Params = {}, scopes?: string[]): Promise<string> {
  const location = await client.decide(authorizeUrl(platform, overrides), { identity, decision: 'approve', scopes })
  return new URL(location).searchParams.get('code') ?? ''
}

function basic(platform: OAuthPlatform, secret = `sandbox-${platform}-secret`): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`sandbox-${platform}:${secret}`).toString('base64')}` }
}

async function post(path: string, values: Params, headers: Record<string, string> = {}): Promise<Answer> {
  return answerOf(await fetch(`${sandbox.url}${path}`, { method: 'POST', body: form(values), headers }))
}

async function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return answerOf(await fetch(`${sandbox.url}${path}`, { headers }))
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} }
}

function exchange(platform: OAuthPlatform, code: string, overrides: Params = {}): Promise<Answer> {
  return post(FLOWS[platform].token, {
    grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER, ...overrides,
  }, basic(platform))
}

function refresh(platform: OAuthPlatform, token: string): Promise<Answer> {
  return post(FLOWS[platform].token, { grant_type: 'refresh_token', refresh_token: token }, basic(platform))
}

function profile(platform: OAuthPlatform, token: string, query = ''): Promise<Answer> {
  return get(FLOWS[platform].profile + query, { authorization: `Bearer ${token}` })
}

async function connectAs(platform: OAuthPlatform, identity = 'alice', overrides: Params = {}, scopes?: string[]) {
  const { status, body } = await exchange(platform, await codeOf(platform, identity, overrides, scopes))
  expect(status).toBe(200)
  return body
}

/** `fetch` always sends a User-Agent; this does not. */
function getWithoutUserAgent(path: string, headers: Record<string, string>): Promise<{ status: number, body: unknown }> {
  return new Promise((resolve, reject) => {
    httpRequest(`${sandbox.url}${path}`, { headers, agent: false }, async (response) => {
      const chunks = await response.toArray()
      resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) })
    }).on('error', reject).end()
  })
}

describe('server', () => {
  it('listens on 127.0.0.1 only', async () => {
    const outside = Object.values(networkInterfaces()).flat().find(address => address?.family === 'IPv4' && !address.internal)
    expect(new URL(sandbox.url).hostname).toBe('127.0.0.1')
    if (!outside) return
    const reached = await new Promise(resolve => connect(Number(new URL(sandbox.url).port), outside.address)
      .on('connect', () => resolve(true)).on('error', () => resolve(false)))
    expect(reached).toBe(false)
  })

  it('answers 404 for an unknown host or path and 405 for an unknown method', async () => {
    expect((await get('/example.com/anything')).status).toBe(404)
    expect((await get('/api.x.com/3/nothing')).status).toBe(404)
    const wrong = await get(FLOWS.x.token)
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('keeps two sandboxes apart and stops cleanly in the middle of a delay', async () => {
    const other = await startSandbox()
    const otherClient = createSandboxClient(other.url)
    await codeOf('x')
    expect(await otherClient.secrets()).toEqual([])
    await otherClient.fault({ platform: 'devto', endpoint: 'profile', fault: { kind: 'delay', ms: 60_000 } })
    const pending = fetch(`${other.url}/dev.to/api/users/me`).catch(() => 'gone')
    await vi.waitFor(async () => expect(await otherClient.requests()).toHaveLength(1))
    await other.close()
    expect(await pending).toBe('gone')
  })

  it('reports a taken port', async () => {
    await expect(startSandbox({ port: Number(new URL(sandbox.url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('serves the pictures that profiles point to', async () => {
    const { access_token: token } = await connectAs('x')
    const { body } = await profile('x', token, '?user.fields=profile_image_url')
    const picture = await fetch(body.data.profile_image_url)
    expect(picture.headers.get('content-type')).toBe('image/svg+xml')
    expect(await picture.text()).toContain('<svg')
    expect((await get('/avatars/x/nobody.svg')).status).toBe(404)
  })
})

describe.each(OAUTH)('%s, what all OAuth simulators share', (platform) => {
  const codeError = { reddit: 'invalid_grant', x: 'invalid_request', google: 'invalid_grant' }[platform]

  it('shows a consent page that says what it is', async () => {
    const response = await fetch(authorizeUrl(platform))
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-security-policy')).toBe('default-src \'none\'; style-src \'unsafe-inline\'; img-src data: \'self\'; frame-ancestors \'none\'')
    expect(html).toContain('Local sandbox.')
    expect(html).toContain(`sandbox-${platform}`)
    expect(html).toMatch(/<html lang="en">[\s\S]*<h1>[\s\S]*<form method="post">/)
    expect(html).toContain('name="identity" value="alice"')
    expect(html).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1|localhost|www\.googleapis\.com\/auth)/)
  })

  it('approves: a code, the state, tokens, a profile', async () => {
    const location = new URL(await client.decide(authorizeUrl(platform), { identity: 'bob', decision: 'approve' }))
    expect(location.origin + location.pathname).toBe(CALLBACK)
    expect(location.searchParams.get('state')).toBe('st4te')
    const { body } = await exchange(platform, location.searchParams.get('code') ?? '')
    expect(body).toMatchObject({
      access_token: expect.any(String), refresh_token: expect.any(String), scope: expect.any(String),
      expires_in: { reddit: 86_400, x: 7200, google: 3599 }[platform],
      token_type: platform === 'google' ? 'Bearer' : 'bearer',
    })
    expect((await profile(platform, body.access_token)).status).toBe(200)
  })

  it('denies with access_denied and the state, and issues nothing', async () => {
    const location = new URL(await client.decide(authorizeUrl(platform), { identity: 'alice', decision: 'deny' }))
    expect(Object.fromEntries(location.searchParams)).toEqual({ error: 'access_denied', state: 'st4te' })
    expect(await client.secrets()).toEqual([])
  })

  it('accepts the real authorize URL in decide()', async () => {
    const real = authorizeUrl(platform).replace(`${sandbox.url}/`, 'https://')
    expect(await client.decide(real, { identity: 'alice', decision: 'approve' })).toContain('code=')
  })

  it.each([
    ['http://localhost:3000/cb', true], ['http://127.0.0.1:1/cb?x=1', true], ['https://[::1]:8443/cb', true],
    ['https://example.com/cb', false], ['http://localhost.example.com/cb', false], ['http://localhost@example.com/cb', false],
    ['javascript:alert(1)', false], ['//localhost/cb', false], ['http://localhost/cb#x', false], [undefined, false],
  ])('redirects to loopback only: %s → %s', async (redirect_uri, allowed) => {
    for (const method of ['GET', 'POST']) {
      const response = await fetch(authorizeUrl(platform, { redirect_uri }), {
        method, redirect: 'manual', ...method === 'POST' ? { body: form({ identity: 'alice', decision: 'approve' }) } : {},
      })
      if (allowed) expect(response.status).toBe(method === 'GET' ? 200 : 302)
      else expect([response.status, response.headers.get('location'), response.headers.get('content-type')]).toEqual([400, null, 'text/html; charset=utf-8'])
    }
  })

  it.each([
    { client_id: 'someone-else' }, { client_id: undefined }, { response_type: 'token' }, { scope: '' }, { scope: 'no.such.scope' },
  ])('answers %j with an error page, never a redirect', async (overrides) => {
    const response = await fetch(authorizeUrl(platform, overrides), { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
    expect(response.headers.get('content-type')).toContain('text/html')
  })

  it('escapes everything it puts into HTML', async () => {
    const evil = '"><script>alert(1)</script>'
    await client.addIdentity(platform, { id: 'evil', name: evil, username: evil, email: evil, avatarUrl: `data:,${evil}` })
    const pages = [
      authorizeUrl(platform, { redirect_uri: `http://localhost/cb?x=${evil}`, login_hint: evil }),
      authorizeUrl(platform, { redirect_uri: evil }),
      authorizeUrl(platform, { scope: platform === 'google' ? `openid https://${evil}` : evil }),
    ]
    for (const url of pages) {
      const html = await (await fetch(url)).text()
      expect(html).toContain('&lt;script&gt;')
      expect(html).not.toContain('<script')
      expect(html, 'a quote would end the attribute').not.toContain('"&gt;')
    }
  })

  it('refuses a form without an identity or a decision', async () => {
    for (const fields of [{ decision: 'approve' }, { identity: 'nobody', decision: 'approve' }, { identity: 'alice' }]) {
      const response = await fetch(authorizeUrl(platform), { method: 'POST', body: form(fields), redirect: 'manual' })
      expect(response.status).toBe(400)
    }
  })

  it('exchanges a code once, for a minute', async () => {
    const code = await codeOf(platform)
    expect((await exchange(platform, code)).body).toHaveProperty('access_token')
    expect((await exchange(platform, code)).body).toMatchObject({ error: codeError })
    expect((await exchange(platform, 'made-up')).body).toMatchObject({ error: codeError })

    const late = await codeOf(platform)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    const answer = await exchange(platform, late).finally(() => vi.useRealTimers())
    expect(answer.body).toMatchObject({ error: codeError })
  })

  it('exchanges a code only for the redirect URI it was sent to', async () => {
    const answer = await exchange(platform, await codeOf(platform), { redirect_uri: `${CALLBACK}/other` })
    expect(answer.body).toMatchObject({ error: platform === 'google' ? 'redirect_uri_mismatch' : codeError })
    expect(answer.body).not.toHaveProperty('access_token')
  })

  it('refuses a wrong or missing client secret at every token endpoint, keeping the code', async () => {
    const code = await codeOf(platform)
    const call = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER }
    const expected = {
      reddit: { message: 'Unauthorized', error: 401 },
      x: { error: 'unauthorized_client', error_description: 'Missing valid authorization header' },
      google: { error: 'invalid_client', error_description: expect.any(String) },
    }[platform]
    const wrong = await post(FLOWS[platform].token, call, basic(platform, 'guess'))
    expect([wrong.status, wrong.body]).toEqual([401, expected])
    const refreshing = await post(FLOWS[platform].token, { grant_type: 'refresh_token', refresh_token: 'any' }, basic(platform, 'guess'))
    expect([refreshing.status, refreshing.body]).toEqual([401, expected])
    expect((await post(FLOWS[platform].token, call)).status).toBe(platform === 'google' ? 400 : 401)
    expect((await exchange(platform, code)).body).toHaveProperty('access_token')
  })

  it('reads form bodies only', async () => {
    const response = await fetch(sandbox.url + FLOWS[platform].token, {
      method: 'POST',
      headers: { ...basic(platform), 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'authorization_code', code: await codeOf(platform), redirect_uri: CALLBACK, code_verifier: VERIFIER }),
    })
    expect(await response.json()).toHaveProperty('error')
  })

  it('expires access tokens after the lifetime set', async () => {
    await client.setLifetime(platform, 5)
    const tokens = await connectAs(platform)
    expect(tokens.expires_in).toBe(5)
    expect((await profile(platform, tokens.access_token)).status).toBe(200)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 })
    const late = await profile(platform, tokens.access_token).finally(() => vi.useRealTimers())
    expect(late.status).toBe(401)
    const renewed = await refresh(platform, tokens.refresh_token)
    expect((await profile(platform, renewed.body.access_token)).status).toBe(200)
  })

  it('kills tokens and pending codes when the user removes the app', async () => {
    const tokens = await connectAs(platform)
    const bob = await connectAs(platform, 'bob')
    const pending = await codeOf(platform)
    await client.revokeGrants(platform, 'alice')
    expect((await profile(platform, tokens.access_token)).status).toBe(401)
    expect((await refresh(platform, tokens.refresh_token)).status).toBe(400)
    expect((await exchange(platform, pending)).body).toMatchObject({ error: codeError })
    expect((await profile(platform, bob.access_token)).status).toBe(200)
    expect(await connectAs(platform)).toHaveProperty('refresh_token')
  })

  it('kills access and refresh token when the app revokes the refresh token', async () => {
    const tokens = await connectAs(platform)
    const answer = await post(FLOWS[platform].revoke, { token: tokens.refresh_token }, basic(platform))
    expect([answer.status, answer.body]).toEqual({ reddit: [204, {}], x: [200, { revoked: true }], google: [200, {}] }[platform])
    expect((await profile(platform, tokens.access_token)).status).toBe(401)
    expect((await refresh(platform, tokens.refresh_token)).status).toBe(400)
  })

  it('lists every secret it issued and logs every call without any', async () => {
    const code = await codeOf(platform)
    const { body: first } = await exchange(platform, code)
    const { body: second } = await refresh(platform, first.refresh_token)
    await profile(platform, second.access_token)
    await post(FLOWS[platform].revoke, { token: second.access_token }, basic(platform))

    const issued = [first, second].flatMap(tokens => [tokens.access_token, tokens.refresh_token, tokens.id_token]).filter(Boolean)
    const secrets = await client.secrets()
    expect(new Set(secrets)).toEqual(new Set([code, ...issued]))
    for (const secret of secrets) expect(secret.length).toBeGreaterThan(50)

    const log = await client.requests({ platform })
    expect(log.map(({ endpoint, status, identity }) => [endpoint, status, identity])).toEqual([
      ['authorize', 302, 'alice'], ['token', 200, 'alice'], ['refresh', 200, 'alice'], ['profile', 200, 'alice'],
      ['revoke', platform === 'reddit' ? 204 : 200, 'alice'],
    ])
    expect(await client.requests({ platform, endpoint: 'refresh' })).toHaveLength(1)
    for (const secret of secrets) expect(JSON.stringify(log)).not.toContain(secret)

    await client.reset()
    expect([await client.secrets(), await client.requests()]).toEqual([[], []])
    expect((await profile(platform, second.access_token)).status).toBe(401)
  })
})

describe.each(['x', 'google'] as const)('%s PKCE', (platform) => {
  it('needs the verifier of the challenge', async () => {
    for (const code_verifier of ['wrong', undefined, PKCE.code_challenge]) {
      const answer = await exchange(platform, await codeOf(platform), { code_verifier })
      expect([answer.status, answer.body.access_token]).toEqual([400, undefined])
      expect(answer.body.error).toBe(platform === 'x' ? 'invalid_request' : 'invalid_grant')
    }
  })

  it('takes S256 only', async () => {
    for (const code_challenge_method of ['plain', undefined]) {
      expect((await fetch(authorizeUrl(platform, { code_challenge_method }))).status).toBe(400)
    }
    const without = await fetch(authorizeUrl(platform, { code_challenge: undefined, code_challenge_method: undefined }))
    expect(without.status).toBe(platform === 'x' ? 400 : 200)
  })
})

describe('reddit', () => {
  it('gives a refresh token only for duration=permanent, and keeps it', async () => {
    for (const duration of ['temporary', undefined]) {
      expect(await connectAs('reddit', 'alice', { duration })).not.toHaveProperty('refresh_token')
    }
    const tokens = await connectAs('reddit')
    for (let round = 0; round < 2; round++) {
      const { status, body } = await refresh('reddit', tokens.refresh_token)
      expect([status, body.refresh_token, body.scope]).toEqual([200, undefined, 'identity submit'])
    }
    const bad = await refresh('reddit', 'made-up')
    expect([bad.status, bad.body]).toEqual([400, { message: 'Bad Request', error: 400 }])
  })

  it('answers a refused code with status 200, as Reddit does', async () => {
    const answer = await exchange('reddit', 'made-up')
    expect([answer.status, answer.body]).toEqual([200, { error: 'invalid_grant' }])
  })

  it('answers the profile without an email', async () => {
    const { access_token: token } = await connectAs('reddit', 'alice', { scope: 'identity,submit' })
    const { body } = await profile('reddit', token)
    expect(body).toMatchObject({ id: 'sbxalice', name: 'sandbox_alice', total_karma: expect.any(Number), created_utc: expect.any(Number), verified: true })
    expect(body.icon_img).toMatch(new RegExp(`^${sandbox.url}/avatars/reddit/alice\\.svg\\?width=256&amp;`))
    expect((await profile('reddit', token, '?raw_json=1')).body.icon_img).not.toContain('&amp;')
    expect(JSON.stringify(body)).not.toContain('@')
  })

  it('wants the identity scope, a live token and a User-Agent', async () => {
    const { access_token: blind } = await connectAs('reddit', 'alice', { scope: 'submit' })
    expect((await profile('reddit', blind)).status).toBe(403)
    const unknown = await profile('reddit', 'made-up')
    expect([unknown.status, unknown.body]).toEqual([401, { message: 'Unauthorized', error: 401 }])
    const { access_token: token } = await connectAs('reddit')
    const { status } = await getWithoutUserAgent(FLOWS.reddit.profile, { authorization: `Bearer ${token}` })
    expect(status).toBe(429)
  })

  it('revokes an access token alone, and calls anything unknown revoked', async () => {
    const tokens = await connectAs('reddit')
    expect((await post(FLOWS.reddit.revoke, { token: tokens.access_token }, basic('reddit'))).status).toBe(204)
    expect((await profile('reddit', tokens.access_token)).status).toBe(401)
    expect((await refresh('reddit', tokens.refresh_token)).status).toBe(200)
    expect((await post(FLOWS.reddit.revoke, { token: 'made-up' }, basic('reddit'))).status).toBe(204)
    expect((await post(FLOWS.reddit.revoke, { token: 'made-up' }, basic('reddit', 'guess'))).status).toBe(401)
  })

  it('appends Reddit\'s fragment to the callback', async () => {
    expect(await client.decide(authorizeUrl('reddit'), { identity: 'alice', decision: 'approve' })).toMatch(/#_$/)
  })
})

describe('x', () => {
  const spent = { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' }

  it('gives a refresh token only with offline.access', async () => {
    expect(await connectAs('x', 'alice', { scope: 'users.read tweet.read' })).not.toHaveProperty('refresh_token')
  })

  it('rotates refresh tokens', async () => {
    const first = await connectAs('x')
    const { body: second } = await refresh('x', first.refresh_token)
    const { status, body: third } = await refresh('x', second.refresh_token)
    expect(status).toBe(200)
    expect(new Set([first, second, third].map(tokens => tokens.refresh_token)).size).toBe(3)
  })

  it('kills the whole grant when a spent refresh token comes back', async () => {
    const first = await connectAs('x')
    const { body: second } = await refresh('x', first.refresh_token)
    const other = await connectAs('x', 'bob')
    const reused = await refresh('x', first.refresh_token)
    expect([reused.status, reused.body]).toEqual([400, spent])
    for (const tokens of [first, second]) expect((await profile('x', tokens.access_token)).status).toBe(401)
    expect((await refresh('x', second.refresh_token)).body).toEqual(spent)
    expect((await profile('x', other.access_token)).status).toBe(200)
  })

  it('loses the account to two refreshes at once', async () => {
    const tokens = await connectAs('x')
    const answers = await Promise.all([1, 2, 3].map(() => refresh('x', tokens.refresh_token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400])
    const winner = answers.find(({ status }) => status === 200)
    expect((await refresh('x', winner?.body.refresh_token ?? '')).body).toEqual(spent)
  })

  it('honours user.fields and the email scope', async () => {
    const { access_token: token } = await connectAs('x')
    expect((await profile('x', token)).body).toEqual({ data: { id: '1700000000000000001', name: 'Sandbox Alice', username: 'sandbox_alice' } })
    const fields = '?user.fields=profile_image_url,confirmed_email'
    expect((await profile('x', token, fields)).body.data).toMatchObject({
      confirmed_email: 'alice@sandbox.test', profile_image_url: `${sandbox.url}/avatars/x/alice.svg`,
    })
    const unconfirmed = await connectAs('x', 'noemail')
    expect((await profile('x', unconfirmed.access_token, fields)).body.data).not.toHaveProperty('confirmed_email')
    const unscoped = await connectAs('x', 'alice', { scope: 'users.read tweet.read' })
    expect((await profile('x', unscoped.access_token, fields)).body.data).not.toHaveProperty('confirmed_email')
    expect((await profile('x', token, '?user.fields=password')).status).toBe(400)
  })

  it('answers errors as problem JSON', async () => {
    const { status, headers, body } = await profile('x', 'made-up')
    expect([status, body]).toEqual([401, { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' }])
    expect(headers.get('content-type')).toBe('application/problem+json')
    const { access_token: blind } = await connectAs('x', 'alice', { scope: 'tweet.read' })
    expect((await profile('x', blind)).status).toBe(403)
  })

  it('needs client authentication to revoke', async () => {
    const tokens = await connectAs('x')
    expect((await post(FLOWS.x.revoke, { token: tokens.refresh_token })).status).toBe(401)
    expect((await profile('x', tokens.access_token)).status).toBe(200)
  })
})

describe('google', () => {
  it('signs an id token that verifies against the served keys', async () => {
    const tokens = await connectAs('google', 'alice', { nonce: 'n0nce' })
    const jwks = createRemoteJWKSet(new URL(`${sandbox.url}/www.googleapis.com/oauth2/v3/certs`))
    const { payload, protectedHeader } = await jwtVerify(tokens.id_token, jwks, { issuer: 'https://accounts.google.com', audience: 'sandbox-google', maxTokenAge: '1h' })
    expect(protectedHeader.alg).toBe('RS256')
    expect(payload).toMatchObject({
      sub: '100000000000000000001', email: 'alice@sandbox.test', email_verified: true, name: 'Sandbox Alice',
      picture: `${sandbox.url}/avatars/google/alice.svg`, nonce: 'n0nce', azp: 'sandbox-google',
    })
    expect(Number(payload.exp) - Number(payload.iat)).toBe(3600)
    expect((await refresh('google', tokens.refresh_token)).body.id_token).toEqual(expect.any(String))
    expect((await client.requests({ endpoint: 'certs' })).length).toBe(1)
  })

  it('leaves out the email of an account without one', async () => {
    const tokens = await connectAs('google', 'noemail')
    expect(decodeJwt(tokens.id_token)).not.toHaveProperty('email')
    expect((await profile('google', tokens.access_token)).body).toEqual(expect.not.objectContaining({ email: expect.anything() }))
  })

  it('gives a refresh token only offline and on the first consent, or when consent is asked for again', async () => {
    expect(await connectAs('google', 'bob', { access_type: undefined })).not.toHaveProperty('refresh_token')
    expect(await connectAs('google', 'bob')).not.toHaveProperty('refresh_token')
    expect(await connectAs('google')).toHaveProperty('refresh_token')
    expect(await connectAs('google')).not.toHaveProperty('refresh_token')
    expect(await connectAs('google', 'alice', { prompt: 'select_account consent' })).toHaveProperty('refresh_token')
    expect(await connectAs('google', 'alice', { prompt: 'consent', access_type: 'online' })).not.toHaveProperty('refresh_token')
  })

  it('answers the long names of the identity scopes', async () => {
    const tokens = await connectAs('google')
    expect(tokens.scope.split(' ').sort()).toEqual([GOOGLE_EMAIL, GOOGLE_PROFILE, 'openid'].sort())
  })

  it('lets the user untick scopes', async () => {
    const scope = `openid email ${YOUTUBE} ${DRIVE}`
    const html = await (await fetch(authorizeUrl('google', { scope }))).text()
    expect(html).toContain(`type="checkbox" name="scope" value="${YOUTUBE}" checked`)
    expect(html).not.toContain('type="checkbox" name="scope" value="openid"')
    expect((await connectAs('google', 'alice', { scope }, [DRIVE])).scope).toBe(`openid ${GOOGLE_EMAIL} ${DRIVE}`)
    expect((await connectAs('google', 'bob', { scope }, [])).scope).toBe(`openid ${GOOGLE_EMAIL}`)
    expect((await connectAs('google', 'bob', { scope })).scope).toContain(YOUTUBE)
  })

  it('merges earlier scopes with include_granted_scopes, and only then', async () => {
    await connectAs('google', 'alice', { scope: `openid ${YOUTUBE}` })
    expect((await connectAs('google', 'alice', { scope: `openid ${DRIVE}` })).scope).toBe(`openid ${DRIVE}`)
    const merged = await connectAs('google', 'alice', { scope: 'openid', include_granted_scopes: 'true' })
    expect(merged.scope.split(' ').sort()).toEqual(['openid', YOUTUBE, DRIVE].sort())
    expect((await connectAs('google', 'bob', { scope: 'openid', include_granted_scopes: 'true' })).scope).toBe('openid')
  })

  it('preselects login_hint and refuses prompt=none without a session', async () => {
    const html = await (await fetch(authorizeUrl('google', { login_hint: 'bob@sandbox.test' }))).text()
    expect(html).toContain('value="bob" required checked')
    const silent = await fetch(authorizeUrl('google', { prompt: 'none' }), { redirect: 'manual' })
    expect(silent.headers.get('location')).toBe(`${CALLBACK}?state=st4te&error=interaction_required`)
  })

  it('takes the client in the body too', async () => {
    const call = { grant_type: 'authorization_code', redirect_uri: CALLBACK, code_verifier: VERIFIER, client_id: 'sandbox-google' }
    const code = await codeOf('google')
    expect((await post(FLOWS.google.token, { ...call, code, client_secret: 'guess' })).body.error).toBe('invalid_client')
    expect((await post(FLOWS.google.token, { ...call, code, client_secret: 'sandbox-google-secret' })).status).toBe(200)
  })

  it('tells a revoked refresh token from one it never issued', async () => {
    expect((await refresh('google', 'made-up')).body).toEqual({ error: 'invalid_grant', error_description: 'Bad Request' })
    const tokens = await connectAs('google')
    await client.revokeGrants('google', 'alice')
    expect((await refresh('google', tokens.refresh_token)).body).toEqual({ error: 'invalid_grant', error_description: 'Token has been expired or revoked.' })
  })

  it('removes the whole app when any token is revoked, in the query too', async () => {
    const tokens = await connectAs('google')
    expect((await post(`${FLOWS.google.revoke}?token=${tokens.access_token}`, {})).status).toBe(200)
    expect((await refresh('google', tokens.refresh_token)).status).toBe(400)
    const again = await post(FLOWS.google.revoke, { token: tokens.refresh_token })
    expect([again.status, again.body]).toEqual([400, { error: 'invalid_token', error_description: 'Token expired or revoked' }])
    expect(await connectAs('google')).toHaveProperty('refresh_token')
  })
})

describe('devto', () => {
  const me = '/dev.to/api/users/me'

  it('answers the user of a key', async () => {
    const { status, body } = await get(me, { 'api-key': 'sandbox-devto-key-alice-0001', 'accept': 'application/vnd.forem.api-v1+json' })
    expect(status).toBe(200)
    expect(body).toEqual({
      id: 9000001, username: 'sandbox_alice', name: 'Sandbox Alice', email: 'alice@sandbox.test',
      profile_image: `${sandbox.url}/avatars/devto/alice.svg`,
    })
    expect((await get(me, { 'api-key': 'sandbox-devto-key-bob-0002' })).body).toMatchObject({ id: 9000002, email: 'bob@sandbox.test' })
    expect(await client.secrets()).toEqual(['sandbox-devto-key-alice-0001', 'sandbox-devto-key-bob-0002'])
  })

  it('refuses bad keys and callers without a User-Agent', async () => {
    for (const headers of [{ 'api-key': 'made-up' }, {}] as Record<string, string>[]) {
      const { status, body } = await get(me, headers)
      expect([status, body]).toEqual([401, { error: 'unauthorized' }])
    }
    expect(await getWithoutUserAgent(me, { 'api-key': 'sandbox-devto-key-alice-0001' })).toEqual({ status: 403, body: { error: 'Forbidden Bots', status: 403 } })
  })

  it('issues further keys and revokes them', async () => {
    await client.addIdentity('devto', { id: 'carol' })
    const keys = [await client.issueKey('carol'), await client.issueKey('carol')]
    for (const key of keys) expect((await get(me, { 'api-key': key })).body.username).toBe('sandbox_carol')
    expect(await client.secrets()).toEqual(keys)
    await client.revokeGrants('devto', 'carol')
    expect((await get(me, { 'api-key': keys[0] ?? '' })).status).toBe(401)
    await expect(client.issueKey('nobody')).rejects.toThrow('There is no identity')
  })
})

describe('faults', () => {
  const headers = { 'api-key': 'sandbox-devto-key-alice-0001' }
  const call = () => fetch(`${sandbox.url}/dev.to/api/users/me`, { headers })
  const rule = { platform: 'devto', endpoint: 'profile' } as const

  it('status: with headers and body, once by default', async () => {
    await client.fault({ ...rule, fault: { kind: 'status', status: 429, headers: { 'Retry-After': '7' }, body: { error: 'slow down' } } })
    const struck = await call()
    expect([struck.status, struck.headers.get('retry-after'), await struck.json()]).toEqual([429, '7', { error: 'slow down' }])
    expect((await call()).status).toBe(200)
    expect((await client.requests()).map(({ status, fault }) => [status, fault])).toEqual([[429, 'status'], [200, undefined]])
  })

  it('strikes as often as asked, for as long as asked, in order', async () => {
    await client.fault({ ...rule, times: 2, fault: { kind: 'status', status: 500 } })
    await client.fault({ ...rule, times: 0, fault: { kind: 'status', status: 503, body: 'down' } })
    const statuses = []
    for (let round = 0; round < 5; round++) statuses.push((await call()).status)
    expect(statuses).toEqual([500, 500, 503, 503, 503])
    await client.clearFaults()
    expect((await call()).status).toBe(200)
  })

  it('strikes only the platform, endpoint and identity named', async () => {
    const alice = await connectAs('x')
    const bob = await connectAs('x', 'bob')
    await client.fault({ platform: 'x', endpoint: 'refresh', identity: 'bob', fault: { kind: 'status', status: 503 } })
    expect((await profile('x', bob.access_token)).status).toBe(200)
    expect((await refresh('x', alice.refresh_token)).status).toBe(200)
    expect((await refresh('x', bob.refresh_token)).status).toBe(503)
    expect((await refresh('x', bob.refresh_token)).status).toBe(200)
  })

  it('delay: answers late, and does nothing for a caller that hung up', async () => {
    await client.fault({ ...rule, fault: { kind: 'delay', ms: 150 } })
    const start = performance.now()
    expect((await call()).status).toBe(200)
    expect(performance.now() - start).toBeGreaterThanOrEqual(145)

    const tokens = await connectAs('x')
    await client.fault({ platform: 'x', endpoint: 'refresh', fault: { kind: 'delay', ms: 60_000 } })
    await expect(fetch(sandbox.url + FLOWS.x.token, {
      method: 'POST', headers: basic('x'), body: form({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token }), signal: AbortSignal.timeout(100),
    })).rejects.toThrow()
    expect((await refresh('x', tokens.refresh_token)).status).toBe(200)
  })

  it('malformed: JSON by its type, not by its body', async () => {
    await client.fault({ ...rule, fault: { kind: 'malformed' } })
    const response = await call()
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    await expect(response.json()).rejects.toThrow()
  })

  it('html: a page instead of the API', async () => {
    await client.fault({ ...rule, fault: { kind: 'html' } })
    const response = await call()
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  })

  it('drop: no answer and no effect', async () => {
    const tokens = await connectAs('x')
    await client.fault({ platform: 'x', endpoint: 'refresh', fault: { kind: 'drop' } })
    await expect(refresh('x', tokens.refresh_token)).rejects.toThrow()
    expect(await client.requests({ endpoint: 'refresh' })).toMatchObject([{ status: 0, fault: 'drop', identity: 'alice' }])
    expect((await refresh('x', tokens.refresh_token)).status).toBe(200)
  })

  it('lose-answer: no answer, but the refresh token is spent', async () => {
    const tokens = await connectAs('x')
    await client.fault({ platform: 'x', endpoint: 'refresh', fault: { kind: 'lose-answer' } })
    const before = (await client.secrets()).length
    await expect(refresh('x', tokens.refresh_token)).rejects.toThrow()
    expect((await client.secrets()).length).toBe(before + 2)
    expect((await refresh('x', tokens.refresh_token)).status).toBe(400)
    expect((await profile('x', tokens.access_token)).status).toBe(401)
  })
})

describe('control API', () => {
  const send = (path: string, body: unknown, type = 'application/json') => fetch(`${sandbox.url}/_sandbox/${path}`, {
    method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': type },
  })

  it('is healthy', async () => {
    expect((await get('/_sandbox/health')).body).toEqual({ ok: true })
    expect((await get('/_sandbox/nothing')).status).toBe(404)
  })

  it('names the platforms it simulates: all of ours by default', async () => {
    expect(await client.platforms()).toEqual(Object.keys(platforms))
  })

  it.each([
    ['faults', 'not json'], ['faults', '[]'], ['faults', {}],
    ['faults', { platform: 'nowhere', endpoint: 'profile', fault: { kind: 'drop' } }],
    ['faults', { platform: 'x', endpoint: 'nowhere', fault: { kind: 'drop' } }],
    ['faults', { platform: 'x', endpoint: 'profile', fault: { kind: 'explode' } }],
    ['faults', { platform: 'x', endpoint: 'profile', fault: { kind: 'status', status: 99 } }],
    ['faults', { platform: 'x', endpoint: 'profile', fault: { kind: 'status', status: 500, headers: { a: 'b\r\nc: d' } } }],
    ['faults', { platform: 'x', endpoint: 'profile', times: -1, fault: { kind: 'drop' } }],
    ['identities', { platform: 'x' }], ['identities', { platform: 'x', id: 'a/b' }],
    ['keys', { platform: 'devto', identity: 'nobody' }], ['keys', { platform: 'x', identity: 'alice' }], ['keys', { identity: 'alice' }], ['grants/revoke', { platform: 'x', identity: 'nobody' }],
    ['lifetimes', { platform: 'x', accessTokenSeconds: 0 }], ['lifetimes', { platform: 'x', accessTokenSeconds: '60' }],
  ])('refuses %s %j with a sentence', async (path, body) => {
    const response = await send(path, body)
    expect(response.status).toBe(400)
    expect(((await response.json()) as { error: string }).error).toMatch(/^[^{}]+\.$/)
  })

  it('cannot be used by a web page', async () => {
    expect((await send('lifetimes', { platform: 'x', accessTokenSeconds: 1 }, 'text/plain')).status).toBe(400)
    expect((await getWithoutUserAgent('/_sandbox/secrets', { host: 'rebound.example' })).status).toBe(403)
    expect((await send('faults', 'x'.repeat(70_000))).status).toBe(413)
  })

  it('adds identities, changes them, and forgets both on reset', async () => {
    const carol = await client.addIdentity('google', { id: 'carol', email: null, name: 'Carol' })
    expect(carol).toEqual({ id: 'carol', accountId: expect.stringMatching(/^\d{21}$/), username: 'sandbox_carol', name: 'Carol' })
    expect(decodeJwt((await connectAs('google', 'carol')).id_token)).toMatchObject({ sub: carol.accountId, name: 'Carol' })

    const { access_token: token } = await connectAs('x')
    await client.addIdentity('x', { id: 'alice', username: 'sandbox_renamed' })
    expect((await profile('x', token)).body.data).toEqual({ id: '1700000000000000001', name: 'Sandbox Alice', username: 'sandbox_renamed' })

    await client.reset()
    await expect(codeOf('google', 'carol')).rejects.toThrow('400')
    expect(sandbox.state.platforms.get('x')?.identities.get('alice')?.username).toBe('sandbox_alice')
  })

  it('resets lifetimes and faults', async () => {
    await client.setLifetime('x', 5)
    await client.setLifetime('x', null)
    expect((await connectAs('x')).expires_in).toBe(7200)
    await client.setLifetime('x', 5)
    await client.fault({ platform: 'x', endpoint: 'token', times: 0, fault: { kind: 'drop' } })
    await client.reset()
    expect((await connectAs('x')).expires_in).toBe(7200)
  })
})
