import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandboxClient, startSandbox } from '../../dev/sandbox'
import type { Sandbox, SandboxClient } from '../../dev/sandbox'
import definition from '../../shared/platforms/mastodon'
import type { ClientCredentials } from '../../server/platforms/connector'
import connector from '../../server/platforms/mastodon'
import { connectorContext } from '../setup/connector-context'

const redirectUri = 'http://localhost:3000/api/auth/callback/mastodon'
const scopes = definition.permissions.map(({ scope }) => scope)
const code_verifier = randomBytes(32).toString('base64url')
const pkce = { code_challenge: createHash('sha256').update(code_verifier).digest('base64url'), code_challenge_method: 'S256' }

let sandbox: Sandbox
let control: SandboxClient

beforeAll(async () => {
  sandbox = await startSandbox()
  control = createSandboxClient(sandbox.url)
})
afterAll(() => sandbox.close())
beforeEach(() => control.reset())

const context = (host = 'mastodon.sandbox.test') => connectorContext(sandbox.url, definition, { host })
const register = (host?: string) => connector.register!({ redirectUri, scopes }, context(host))

function authorizeUrl(client: ClientCredentials, host = 'mastodon.sandbox.test', values: Record<string, string> = {}): string {
  return `https://${host}/oauth/authorize?${new URLSearchParams({ response_type: 'code', client_id: client.clientId, redirect_uri: redirectUri, state: 's', scope: 'read:accounts', ...pkce, ...values })}`
}

async function codeOf(client: ClientCredentials, host?: string, identity = 'alice'): Promise<string> {
  return new URL(await control.decide(authorizeUrl(client, host), { identity, decision: 'approve' })).searchParams.get('code')!
}

async function post(path: string, client: ClientCredentials, values: Record<string, string>, host = 'mastodon.sandbox.test') {
  const response = await fetch(`${sandbox.url}/${host}${path}`, { method: 'POST', body: new URLSearchParams({ client_id: client.clientId, client_secret: client.clientSecret, ...values }) })
  return { status: response.status, body: await response.json() as Record<string, string> }
}

const exchange = (client: ClientCredentials, code: string, values: Record<string, string> = {}, host?: string) =>
  post('/oauth/token', client, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier, ...values }, host)

async function tokenOf(client: ClientCredentials, host?: string, identity?: string) {
  const { body } = await exchange(client, await codeOf(client, host, identity), {}, host)
  return { accessToken: body.access_token!, refreshToken: null }
}

describe('Mastodon', () => {
  it('knows the clients that registered with it, and no others', async () => {
    const client = await register()
    await expect(control.decide(authorizeUrl({ ...client, clientId: 'sandbox-mastodon' }), { identity: 'alice', decision: 'approve' })).rejects.toThrow('unknown client')
    expect(await exchange({ ...client, clientSecret: 'wrong' }, await codeOf(client))).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await exchange(client, await codeOf(client))).toMatchObject({ status: 200, body: { scope: 'read:accounts' } })
  })

  it('is a server of its own at each host', async () => {
    const client = await register()
    await expect(codeOf(client, 'other.sandbox.test')).rejects.toThrow('unknown client')
    const tokens = await tokenOf(client)
    await expect(connector.readProfile!(tokens, context('other.sandbox.test'))).rejects.toMatchObject({ name: 'GrantRefused' })
    expect(await post('/oauth/revoke', await register('other.sandbox.test'), { token: tokens.accessToken }, 'other.sandbox.test')).toMatchObject({ status: 403 })
  })

  it('sends nobody to an address that was not registered, and grants no scope that was not', async () => {
    const client = await connector.register!({ redirectUri, scopes: ['read:accounts'] }, context())
    const decide = (values: Record<string, string>) => control.decide(authorizeUrl(client, undefined, values), { identity: 'alice', decision: 'approve' })
    await expect(decide({ redirect_uri: 'http://localhost:3000/other' })).rejects.toThrow('redirect uri')
    expect(await decide({ scope: 'read:accounts write:statuses' })).toContain('error=invalid_scope')
  })

  it('checks the verifier, and takes a code once and from its own client', async () => {
    const [client, other] = [await register(), await register()]
    const code = await codeOf(client)
    for (const refused of [exchange(client, code, { code_verifier: 'wrong' }), exchange(other, code)]) expect(await refused).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await exchange(client, code)).toMatchObject({ status: 200 })
    expect(await exchange(client, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  it('tells a client whether it is still registered', async () => {
    const client = await register()
    const ask = (asking: ClientCredentials) => post('/oauth/token', asking, { grant_type: 'client_credentials', scope: scopes.join(' ') })
    expect(await ask(client)).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
    expect(await ask({ ...client, clientId: 'gone' })).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  })

  it('shows in the log how the client said who it is', async () => {
    await tokenOf(await register())
    expect(await control.requests({ platform: 'mastodon', endpoint: 'token' })).toEqual([expect.objectContaining({ clientAuth: 'body', pkce: true, identity: 'alice', status: 200 })])
  })
})

describe('the connector of Mastodon', () => {
  it('reads a profile whose id and username say where it is', async () => {
    const profiles = await Promise.all(['mastodon.sandbox.test', 'other.sandbox.test'].map(async host => connector.readProfile!(await tokenOf(await register(host), host), context(host))))
    expect(profiles).toEqual(['mastodon.sandbox.test', 'other.sandbox.test'].map(host => ({
      accountId: `110000000000000001@${host}`,
      username: `sandbox_alice@${host}`,
      name: 'Sandbox Alice',
      email: null,
      emailVerified: false,
      profileImageUrl: `${sandbox.url}/avatars/mastodon/alice.svg`,
    })))
  })

  it('registers under the name of the app, or else its host', async () => {
    const names: (string | null)[] = []
    for (const appName of ['Acme', undefined]) {
      await connector.register!({ redirectUri, scopes, appName }, {
        ...context(),
        call: async (_, init) => {
          names.push((init!.body as URLSearchParams).get('client_name'))
          return { status: 200, ok: true, body: { client_id: 'a', client_secret: 'b' } }
        },
      })
    }
    expect(names).toEqual(['Acme', 'localhost:3000'])
  })

  it.each([
    ['nothing at this path', { kind: 'status', status: 404, body: { error: 'Not Found' } }],
    ['a web page', { kind: 'html' }],
  ] as const)('says that there is no Mastodon server at a host that answers %s', async (_, fault) => {
    await control.fault({ platform: 'mastodon', endpoint: 'register', fault })
    await expect(register()).rejects.toMatchObject({ code: 'HOST_REFUSED', message: 'There is no Mastodon server at mastodon.sandbox.test. Check how you spelled it.' })
  })

  it('may work another time when the server is down or refuses the registration', async () => {
    await control.fault({ platform: 'mastodon', endpoint: 'register', fault: { kind: 'status', status: 503 } })
    await expect(register()).rejects.toMatchObject({ code: 'PLATFORM_UNREACHABLE' })
    await expect(connector.register!({ redirectUri, scopes: ['no:such:scope'] }, context())).rejects.toMatchObject({ code: 'PLATFORM_UNREACHABLE' })
  })
})
