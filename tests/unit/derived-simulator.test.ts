import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSandboxClient, startSandbox, type Sandbox, type SandboxClient } from '../../dev/sandbox'
import { matchingText } from '../../dev/sandbox/matching-text'
import type { KeyPlatformDefinition, OAuthPlatformDefinition, PlatformDefinition } from '../../shared/platforms'

const common = { color: '#c2410c', permissions: [], features: [], helpUrl: 'https://acme.example/settings' }

const acme = {
  ...common,
  id: 'acme',
  name: 'Acme & Sons',
  kind: 'oauth',
  endpoints: { authorize: 'https://acme.example/authorize', token: 'https://api.acme.example/token', userinfo: 'https://api.acme.example/me?fields=all', revoke: 'https://api.acme.example/revoke' },
  clientAuth: 'basic',
  pkce: true,
  scopeSeparator: ',',
  authorizeParams: { access: 'offline' },
  refresh: 'rotating',
  lifetimes: { accessToken: 600, refreshToken: 3600 },
  profile: { id: 'user.id', username: 'user.login', name: 'user.names.0.full', email: 'user.mail', emailVerified: 'user.mail_ok', image: 'user.picture' },
  api: { baseUrl: 'https://api.acme.example', authorization: { header: 'x-token', value: 'token {token}' }, headers: { 'x-version': '2' } },
} as const satisfies OAuthPlatformDefinition

const plain = {
  ...common,
  id: 'plain',
  name: 'Plain',
  kind: 'oauth',
  endpoints: { authorize: 'https://{host}/authorize', token: 'https://{host}/token', userinfo: 'https://{host}/me' },
  clientAuth: 'body',
  pkce: false,
  refresh: 'none',
  host: 'user',
  defaultHost: 'plain.example',
  profile: { id: 'id', username: 'email', name: 'name' },
  api: { baseUrl: 'https://{host}/api' },
} as const satisfies OAuthPlatformDefinition

/** At the same addresses as acme, as two products of one company are. */
const sibling = { ...acme, id: 'sibling', name: 'Sibling', refresh: 'reusable', scopeSeparator: ' ', clientAuth: 'body' } as const satisfies OAuthPlatformDefinition

const passer: KeyPlatformDefinition = {
  ...common,
  id: 'passer',
  name: 'Passer',
  kind: 'apppassword',
  credentials: [
    { name: 'account', label: 'Account', secret: false, pattern: '[a-z]+\\.sandbox\\.test' },
    { name: 'password', label: 'App password', secret: true, pattern: '[a-z]{4}(?:-[a-z0-9]{4}){3}' },
  ],
  endpoints: { userinfo: 'https://passer.example/me' },
  refusedBy: [403, 401],
  profile: { id: 'id', username: 'username' },
  api: { baseUrl: 'https://passer.example', authorization: { basic: ['account', 'password'] } },
}

const templated: KeyPlatformDefinition = {
  ...common,
  id: 'templated',
  name: 'Templated',
  kind: 'apikey',
  credentials: [{ name: 'apiKey', label: 'Key', secret: true }, { name: 'secret', label: 'Secret', secret: true }],
  endpoints: { userinfo: 'https://templated.example/me' },
  profile: { id: 'id', username: 'username' },
  api: { baseUrl: 'https://templated.example', authorization: { header: 'Authorization', value: 'Key {apiKey}:{secret}' } },
}

const silent: PlatformDefinition = { ...passer, id: 'silent', profile: undefined }

const CALLBACK = 'http://localhost:3000/callback'
const VERIFIER = randomBytes(32).toString('base64url')
const PKCE = { code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'), code_challenge_method: 'S256' }

interface Tokens { access_token: string, refresh_token?: string, expires_in?: number, refresh_token_expires_in?: number, scope: string, error?: string }

let sandbox: Sandbox
let client: SandboxClient

beforeAll(async () => {
  sandbox = await startSandbox({ platforms: [acme, plain, sibling, passer, templated, silent] })
  client = createSandboxClient(sandbox.url)
})
afterAll(() => sandbox.close())
beforeEach(() => client.reset())

const basicOf = (user: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` })
const basic = (id: string) => basicOf(`sandbox-${id}`, `sandbox-${id}-secret`)
const body = (id: string) => ({ client_id: `sandbox-${id}`, client_secret: `sandbox-${id}-secret` })

async function post<T = Tokens>(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<{ status: number, body: T }> {
  const response = await fetch(sandbox.url + path, { method: 'POST', body: new URLSearchParams(form), headers })
  return { status: response.status, body: await response.json() as T }
}

async function get(path: string, headers: Record<string, string> = {}): Promise<{ status: number, body: unknown }> {
  const response = await fetch(sandbox.url + path, { headers })
  return { status: response.status, body: await response.json() }
}

function authorizeUrl(id: string, path: string, params: Record<string, string>): string {
  return `${sandbox.url}${path}?${new URLSearchParams({ response_type: 'code', client_id: `sandbox-${id}`, redirect_uri: CALLBACK, state: 's', ...params })}`
}

async function codeOf(url: string, identity = 'alice'): Promise<string> {
  return new URL(await client.decide(url, { identity, decision: 'approve' })).searchParams.get('code') ?? ''
}

const acmeParams = { scope: 'read,write', access: 'offline', ...PKCE }
const exchange = (code: string) => ({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER })

async function connectAcme(identity = 'alice'): Promise<Tokens> {
  const code = await codeOf(authorizeUrl('acme', '/acme.example/authorize', acmeParams), identity)
  const { status, body } = await post('/api.acme.example/token', exchange(code), basic('acme'))
  expect(status).toBe(200)
  return body
}

const renewAcme = (token = '') => post('/api.acme.example/token', { grant_type: 'refresh_token', refresh_token: token }, basic('acme'))
const acmeMe = (token: string) => get('/api.acme.example/me', { 'x-token': `token ${token}`, 'x-version': '2' })

describe('an OAuth simulator', () => {
  it('shows the platform\'s name and the scopes', async () => {
    const html = await (await fetch(authorizeUrl('acme', '/acme.example/authorize', acmeParams))).text()
    expect(html).toContain('Acme &amp; Sons')
    expect(html).toContain('<code>read</code></li><li><code>write</code>')
  })

  it('gives tokens with the lifetimes and the scope separator of the definition', async () => {
    expect(await connectAcme()).toEqual({
      access_token: expect.stringMatching(/^sandbox_acme_access_/) as string,
      refresh_token: expect.stringMatching(/^sandbox_acme_refresh_/) as string,
      token_type: 'Bearer',
      expires_in: 600,
      refresh_token_expires_in: 3600,
      scope: 'read,write',
    })
    expect(await client.requests({ endpoint: 'token' })).toMatchObject([{ platform: 'acme', identity: 'alice', clientAuth: 'basic', pkce: true, status: 200 }])
  })

  it('answers the profile where the mapping has it', async () => {
    const { access_token: token } = await connectAcme('bob')
    expect(await acmeMe(token)).toEqual({
      status: 200,
      body: { user: { id: 9000002, login: 'sandbox_bob', names: [{ full: 'Sandbox Bob' }], mail: 'bob@sandbox.test', mail_ok: true, picture: `${sandbox.url}/avatars/acme/bob.svg` } },
    })
    const { access_token: other } = await connectAcme('noemail')
    expect((await acmeMe(other)).body).toEqual({ user: { id: 9000003, login: 'sandbox_noemail', names: [{ full: 'Sandbox No Email' }], picture: `${sandbox.url}/avatars/acme/noemail.svg` } })
  })

  it('takes a call of its API only as the definition has it', async () => {
    const { access_token: token } = await connectAcme()
    expect((await get('/api.acme.example/me', { 'authorization': `Bearer ${token}`, 'x-version': '2' })).status).toBe(401)
    expect((await get('/api.acme.example/me', { 'x-token': `token ${token}` })).status).toBe(400)
    expect((await acmeMe('made-up')).status).toBe(401)
  })

  it.each([
    ['code_challenge is missing', { scope: 'read', access: 'offline' }],
    ['Scopes are separated by &quot;,&quot;', { ...acmeParams, scope: 'read write' }],
    ['access is missing', { scope: 'read', ...PKCE }],
    ['response_type', { ...acmeParams, response_type: 'token' }],
  ])('refuses a request for consent: %s', async (sentence, params) => {
    const response = await fetch(authorizeUrl('acme', '/acme.example/authorize', params), { redirect: 'manual' })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(sentence)
  })

  it('takes no challenge where the definition has none', async () => {
    const response = await fetch(authorizeUrl('plain', '/plain.example/authorize', PKCE))
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('code_challenge is not supported')])
  })

  it('takes the client only where the definition puts it, and keeps the code', async () => {
    const code = await codeOf(authorizeUrl('acme', '/acme.example/authorize', acmeParams))
    for (const [form, headers] of [[body('acme'), {}], [body('acme'), basic('acme')], [{}, {}], [{}, basicOf('sandbox-acme', 'guess')]] as Record<string, string>[][]) {
      const refused = await post('/api.acme.example/token', { ...exchange(code), ...form }, headers)
      expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client'])
    }
    expect((await post('/api.acme.example/token', { ...exchange(code), code_verifier: 'wrong' }, basic('acme'))).body.error).toBe('invalid_grant')
    expect((await post('/api.acme.example/token', exchange(code), basic('acme'))).status).toBe(200)
    expect((await post('/api.acme.example/token', exchange(code), basic('acme'))).body.error).toBe('invalid_grant')
  })

  it('rotates refresh tokens, and ends the grant when a spent one comes back', async () => {
    const first = await connectAcme()
    const { body: second } = await renewAcme(first.refresh_token)
    const { body: third } = await renewAcme(second.refresh_token)
    expect(new Set([first, second, third].map(tokens => tokens.refresh_token)).size).toBe(3)
    expect((await renewAcme(first.refresh_token)).body.error).toBe('invalid_grant')
    expect((await renewAcme(third.refresh_token)).body.error).toBe('invalid_grant')
    expect((await acmeMe(third.access_token)).status).toBe(401)
  })

  it('ends refresh tokens after their lifetime', async () => {
    const tokens = await connectAcme()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    const late = await renewAcme(tokens.refresh_token).finally(() => vi.useRealTimers())
    expect(late.body.error).toBe('invalid_grant')
  })

  it('revokes the whole grant by its refresh token, and an access token alone', async () => {
    const tokens = await connectAcme()
    const revoke = (token: string, headers = basic('acme')) => post('/api.acme.example/revoke', { token }, headers)
    expect((await revoke(tokens.access_token)).status).toBe(200)
    expect((await acmeMe(tokens.access_token)).status).toBe(401)
    const { body: renewed } = await renewAcme(tokens.refresh_token)
    expect((await revoke(renewed.refresh_token!, {} as never)).status).toBe(401)
    expect((await revoke(renewed.refresh_token!)).status).toBe(200)
    expect((await acmeMe(renewed.access_token)).status).toBe(401)
    expect((await renewAcme(renewed.refresh_token)).status).toBe(400)
  })

  it('without refresh and lifetime gives one token that stays, at the user\'s host and at the default one', async () => {
    for (const host of ['plain.sandbox.test', 'plain.example']) {
      const code = await codeOf(authorizeUrl('plain', `/${host}/authorize`, {}))
      const { body: tokens } = await post(`/${host}/token`, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...body('plain') })
      expect(tokens).toEqual({ access_token: expect.any(String) as string, token_type: 'Bearer', scope: '' })
      expect(await get(`/${host}/me`, { authorization: `Bearer ${tokens.access_token}` })).toEqual({ status: 200, body: { id: 9000001, email: 'sandbox_alice', name: 'Sandbox Alice' } })
      expect((await post(`/${host}/token`, { grant_type: 'refresh_token', refresh_token: tokens.access_token, ...body('plain') })).body.error).toBe('unsupported_grant_type')
      expect((await fetch(`${sandbox.url}/${host}/revoke`, { method: 'POST' })).status).toBe(404)
    }
    await client.setLifetime('plain', 5)
    const code = await codeOf(authorizeUrl('plain', '/plain.example/authorize', {}))
    expect((await post('/plain.example/token', { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...body('plain') })).body.expires_in).toBe(5)
  })

  it('is told apart from another one at the same addresses', async () => {
    const code = await codeOf(authorizeUrl('sibling', '/acme.example/authorize', { ...acmeParams, scope: 'read write' }), 'bob')
    const { status, body: tokens } = await post('/api.acme.example/token', { ...exchange(code), ...body('sibling') })
    expect([status, tokens.scope]).toEqual([200, 'read write'])
    expect((await acmeMe(tokens.access_token)).body).toMatchObject({ user: { picture: `${sandbox.url}/avatars/sibling/bob.svg` } })
    for (let round = 0; round < 2; round++) {
      const renewed = await post('/api.acme.example/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token!, ...body('sibling') })
      expect([renewed.status, renewed.body.refresh_token]).toEqual([200, undefined])
    }
    expect(new Set((await client.requests()).map(({ platform }) => platform))).toEqual(new Set(['sibling']))
  })
})

describe('a key simulator', () => {
  const me = (credentials: Record<string, string>) => get('/passer.example/me', basicOf(credentials.account!, credentials.password!))

  it('has the same credentials in every sandbox, which match the patterns', async () => {
    const other = await startSandbox({ platforms: [passer, templated] })
    const fixed = (of: Sandbox, id: string) => Object.fromEntries(of.state.platforms.get(id)!.state.credentials.fixed())
    expect(fixed(other, 'passer')).toEqual(fixed(sandbox, 'passer'))
    await other.close()
    const { alice, bob } = fixed(sandbox, 'passer')
    expect(alice).toEqual({ account: 'alice.sandbox.test', password: expect.stringMatching(/^[a-z]{4}(?:-[a-z0-9]{4}){3}$/) as string })
    expect(bob!.password).not.toBe(alice!.password)
    expect(fixed(sandbox, 'templated')).toEqual({
      alice: { apiKey: 'sandbox-templated-key-alice-0001', secret: 'sandbox-templated-secret-alice-0001' },
      bob: { apiKey: 'sandbox-templated-key-bob-0002', secret: 'sandbox-templated-secret-bob-0002' },
    })
    expect(await client.secrets()).toEqual([])
    expect(await me(alice!)).toEqual({ status: 200, body: { id: 9000001, username: 'sandbox_alice' } })
    expect(await client.secrets()).toEqual([alice!.password])
  })

  it('wants all credentials of one account, and refuses others by the status of the definition', async () => {
    const [alice, bob] = [await client.issueCredentials('passer', 'alice'), await client.issueCredentials('passer', 'bob')]
    expect((await me(bob)).body).toMatchObject({ username: 'sandbox_bob' })
    expect((await me({ account: alice.account!, password: bob.password! })).status).toBe(403)
    expect((await get('/passer.example/me')).status).toBe(403)
    expect(await client.requests()).toMatchObject([{ status: 200, identity: 'bob' }, { status: 403 }, { status: 403 }])
    await client.revokeGrants('passer', 'bob')
    expect((await me(bob)).status).toBe(403)
  })

  it('reads several credentials out of one header', async () => {
    const { apiKey, secret } = await client.issueCredentials('templated', 'bob')
    expect(await get('/templated.example/me', { authorization: `Key ${apiKey}:${secret}` })).toEqual({ status: 200, body: { id: 9000002, username: 'sandbox_bob' } })
    expect((await get('/templated.example/me', { authorization: `Key ${apiKey}:guess` })).status).toBe(401)
    expect((await client.secrets()).sort()).toEqual([apiKey, secret].sort())
  })

  it('issues other credentials each time', async () => {
    const issued = [await client.issueCredentials('passer', 'alice'), await client.issueCredentials('passer', 'alice')]
    expect(issued[0]!.account).toBe(issued[1]!.account)
    expect(issued[0]!.password).not.toBe(issued[1]!.password)
  })
})

it('a definition that does not say whose a token is has no simulator', async () => {
  expect(await client.platforms()).toEqual(['acme', 'plain', 'sibling', 'passer', 'templated'])
})

describe('a text made from a pattern', () => {
  const first = () => 0
  it.each(['[\\x21-\\x7E]+', 'ghp_[A-Za-z0-9]{36}', '\\d+:[\\w-]{35}', '(?:live|test)_[0-9a-f]{8,64}', '^a?b*[^a-z]\\.c$', '(?:[a-z]{4} ){3}[a-z]{4}', '\\u0041.'])('matches %s', (pattern) => {
    for (const choose of [first, (count: number) => count - 1]) expect(matchingText(pattern, choose)).toMatch(new RegExp(`^(?:${pattern})$`))
  })

  it.each(['(?=a)a', '(a)\\1', '[', '(', 'é'])('is not made from %s', (pattern) => {
    expect(matchingText(pattern, first)).toBeUndefined()
  })
})
