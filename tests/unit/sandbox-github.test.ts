import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandboxClient, startSandbox } from '../../dev/sandbox'
import type { Sandbox, SandboxClient } from '../../dev/sandbox'
import definition from '../../shared/platforms/github'
import connector from '../../server/platforms/github'
import { connectorContext } from '../setup/connector-context'

const client = { clientId: 'sandbox-github', clientSecret: 'sandbox-github-secret' }
const redirect_uri = 'http://localhost:3000/api/auth/callback/github'
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

const context = (credentials = client) => connectorContext(sandbox.url, definition, { client: credentials })

async function codeOf(identity: string, scope: string): Promise<string> {
  const url = `https://github.com/login/oauth/authorize?${new URLSearchParams({ client_id: client.clientId, redirect_uri, state: 's', scope, ...pkce })}`
  return new URL(await control.decide(url, { identity, decision: 'approve' })).searchParams.get('code')!
}

async function exchange(values: Record<string, string>): Promise<{ status: number, body: Record<string, string> }> {
  const response = await fetch(`${sandbox.url}/github.com/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id: client.clientId, client_secret: client.clientSecret, redirect_uri, code_verifier, ...values }),
  })
  return { status: response.status, body: await response.json() as Record<string, string> }
}

async function tokenOf(identity: string, scope = 'read:user user:email') {
  const { body } = await exchange({ code: await codeOf(identity, scope) })
  return { accessToken: body.access_token!, refreshToken: null }
}

describe('GitHub', () => {
  it('answers a token without an expiry and without a refresh token, and scopes separated by commas', async () => {
    const { body } = await exchange({ code: await codeOf('alice', 'user:email read:user') })
    expect(body).toEqual({ access_token: expect.any(String), token_type: 'bearer', scope: 'read:user,user:email' })
  })

  it('drops scopes that another one includes', async () => {
    expect((await exchange({ code: await codeOf('alice', 'public_repo repo read:user user') })).body.scope).toBe('repo,user')
  })

  it('has no scope in its definition that another one includes', async () => {
    const scopes = definition.permissions.map(({ scope }) => scope)
    expect((await exchange({ code: await codeOf('alice', scopes.join(' ')) })).body.scope).toBe([...scopes].sort().join(','))
  })

  it.each([
    ['bad_verification_code', { code: 'no-such-code' }],
    ['bad_verification_code', { code_verifier: 'another' }],
    ['redirect_uri_mismatch', { redirect_uri: 'http://localhost:3000/other' }],
    ['incorrect_client_credentials', { client_secret: 'wrong' }],
    ['unsupported_grant_type', { grant_type: 'refresh_token' }],
  ])('says %s under status 200', async (error, values) => {
    const answer = await exchange({ code: await codeOf('alice', 'read:user'), ...values })
    expect([answer.status, answer.body.error, answer.body.access_token]).toEqual([200, error, undefined])
  })

  it('takes a code once', async () => {
    const code = await codeOf('alice', 'read:user')
    expect((await exchange({ code })).body.access_token).toBeDefined()
    expect((await exchange({ code })).body.error).toBe('bad_verification_code')
  })
})

describe('the connector of GitHub', () => {
  it('reads the profile, with the primary address if it is confirmed', async () => {
    expect(await connector.readProfile!(await tokenOf('alice'), context())).toEqual({
      accountId: '9000001',
      username: 'sandbox-alice',
      name: 'Sandbox Alice',
      email: 'alice@sandbox.test',
      emailVerified: true,
      profileImageUrl: `${sandbox.url}/avatars/github/alice.svg`,
    })
  })

  it.each(['noemail', 'unconfirmed'])('takes no other address in its place (%s)', async (identity) => {
    await control.addIdentity('github', { id: 'unconfirmed', emailVerified: false })
    expect(await connector.readProfile!(await tokenOf(identity), context())).toMatchObject({ email: null, emailVerified: false })
  })

  it('does without an address where the user did not allow it', async () => {
    expect(await connector.readProfile!(await tokenOf('alice', 'read:user'), context())).toMatchObject({ username: 'sandbox-alice', email: null })
  })

  it('ends the whole grant, and is content when it has ended already', async () => {
    const [one, other] = [await tokenOf('alice'), await tokenOf('alice')]
    await connector.revoke!(one, context())
    await expect(connector.readProfile!(other, context())).rejects.toMatchObject({ name: 'GrantRefused' })
    await expect(connector.revoke!(one, context())).resolves.toBeUndefined()
  })

  it('does not take it for ended when GitHub does not say so', async () => {
    const tokens = await tokenOf('alice')
    await expect(connector.revoke!(tokens, context({ ...client, clientSecret: 'wrong' }))).rejects.toMatchObject({ code: 'PLATFORM_UNREACHABLE' })
    expect(await connector.readProfile!(tokens, context())).toMatchObject({ accountId: '9000001' })
  })

  it.each(['html', 'malformed', 'drop'] as const)('reads no profile out of a broken answer (%s)', async (kind) => {
    const tokens = await tokenOf('alice')
    await control.fault({ platform: 'github', endpoint: 'profile', fault: { kind } })
    await expect(connector.readProfile!(tokens, context())).rejects.toMatchObject({ code: 'PLATFORM_UNREACHABLE' })
  })
})
