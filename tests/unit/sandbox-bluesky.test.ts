import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandboxClient, startSandbox } from '../../dev/sandbox'
import type { Sandbox, SandboxClient } from '../../dev/sandbox'
import definition from '../../shared/platforms/bluesky'
import connector from '../../server/platforms/bluesky'
import { connectorContext } from '../setup/connector-context'

let sandbox: Sandbox
let control: SandboxClient

beforeAll(async () => {
  sandbox = await startSandbox()
  control = createSandboxClient(sandbox.url)
})
afterAll(() => sandbox.close())
beforeEach(() => control.reset())

const context = (host = 'bluesky.sandbox.test') => connectorContext(sandbox.url, definition, { host })
const fixed = (identity: string) => sandbox.state.platforms.get('bluesky')!.state.credentials.fixed().find(([owner]) => owner === identity)![1] as { identifier: string, appPassword: string }

async function connect(identity = 'alice', host?: string) {
  const { tokens, profile } = await connector.connect!(fixed(identity), context(host))
  return { profile, issued: tokens, tokens: { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken! } }
}

const raw = (name: string, token: string, method = 'POST') => fetch(`${sandbox.url}/bsky.social/xrpc/${name}`, { method, headers: { authorization: `Bearer ${token}` } })

describe('Bluesky', () => {
  it('has app passwords that work from the start and look like real ones', () => {
    for (const identity of ['alice', 'bob']) {
      expect(fixed(identity).appPassword).toMatch(/^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/)
      expect(fixed(identity).identifier).toBe(`${identity}.bluesky.sandbox.test`)
    }
    expect(fixed('alice').appPassword).not.toBe(fixed('bob').appPassword)
  })

  it('issues JWTs that say when they expire', async () => {
    await control.setLifetime('bluesky', 120)
    const { tokens } = await connect()
    const [access, refresh] = [decodeJwt(tokens.accessToken), decodeJwt(tokens.refreshToken)]
    expect([access.scope, refresh.scope]).toEqual(['com.atproto.appPass', 'com.atproto.refresh'])
    expect(access.exp! - access.iat!).toBe(120)
    expect(refresh.exp! - refresh.iat!).toBe(90 * 86_400)
  })

  it('takes each token for its own purpose only, and none that it did not sign', async () => {
    const { tokens } = await connect()
    expect((await raw('com.atproto.server.getSession', tokens.refreshToken, 'GET')).status).toBe(400)
    expect((await raw('com.atproto.server.refreshSession', tokens.accessToken)).status).toBe(400)
    expect(await (await raw('com.atproto.server.refreshSession', `${tokens.refreshToken}x`)).json()).toMatchObject({ error: 'InvalidToken' })
  })

  it('takes the identifier as handle, address or DID, and everyone\'s own password only', async () => {
    const { appPassword } = fixed('alice')
    for (const identifier of ['alice.bluesky.sandbox.test', 'Alice@Sandbox.test', 'did:plc:sandboxalice234567abcdef']) {
      expect((await connector.connect!({ identifier, appPassword }, context())).profile.accountId).toBe('did:plc:sandboxalice234567abcdef')
    }
    await expect(connector.connect!({ ...fixed('bob'), appPassword }, context())).rejects.toMatchObject({ code: 'KEY_REFUSED' })
  })
})

describe('the connector of Bluesky', () => {
  it('turns handle and app password into a profile and a pair of tokens', async () => {
    const { profile, issued } = await connect()
    expect(profile).toEqual({
      accountId: 'did:plc:sandboxalice234567abcdef',
      username: 'alice.bluesky.sandbox.test',
      name: 'Sandbox Alice',
      email: null,
      emailVerified: false,
      profileImageUrl: `${sandbox.url}/avatars/bluesky/alice.svg`,
    })
    const inSeconds = (date: Date) => (date.getTime() - Date.now()) / 1000
    expect(Math.abs(inSeconds(issued.accessTokenExpiresAt!) - 7200)).toBeLessThan(5)
    expect(Math.abs(inSeconds(issued.refreshTokenExpiresAt!) - 90 * 86_400)).toBeLessThan(5)
    expect(JSON.stringify(issued)).not.toContain(fixed('alice').appPassword)
  })

  it.each(['@alice.bluesky.sandbox.test', ' \u202Aalice.bluesky.sandbox.test\u202C ', '\u200E@alice.bluesky.sandbox.test'])('reads the handle %j as it was meant', async (identifier) => {
    expect((await connector.connect!({ ...fixed('alice'), identifier }, context())).profile.username).toBe('alice.bluesky.sandbox.test')
  })

  it('uses Bluesky\'s own entry for accounts at any server behind it', async () => {
    expect((await connect('bob', 'bsky.social')).profile.accountId).toBe('did:plc:sandboxbob234567abcdefgh')
  })

  it('does not believe a server that claims an account which is at another one', async () => {
    await expect(connect('alice', 'impostor.sandbox.test')).rejects.toMatchObject({ code: 'HOST_REFUSED', message: 'This account is not at impostor.sandbox.test. Check the server\'s name.' })
  })

  it('keeps the id that was checked, whatever the server says later', async () => {
    const honest = context()
    const { profile } = await connector.connect!(fixed('alice'), {
      ...honest,
      async call(url, init) {
        const answer = await honest.call(url, init)
        return url.endsWith('getSession') ? { ...answer, body: { did: 'did:plc:sandboxbob234567abcdefgh', handle: 'bob.bluesky.sandbox.test' } } : answer
      },
    })
    expect(profile.accountId).toBe('did:plc:sandboxalice234567abcdef')
  })

  it.each([
    ['wrong', 401, { error: 'AuthenticationRequired' }, 'KEY_REFUSED', /handle and app password/],
    ['the one of the account, with a second factor', 401, { error: 'AuthFactorTokenRequired' }, 'KEY_REFUSED', /second factor/],
    ['of a suspended account', 401, { error: 'AccountTakedown' }, 'KEY_REFUSED', /suspended/],
    ['malformed', 400, { error: 'InvalidRequest' }, 'KEY_REFUSED', /handle and app password/],
    ['sent to no Bluesky server', 404, { error: 'Not Found' }, 'HOST_REFUSED', /no Bluesky server/],
    ['sent to a web page', 200, '<!doctype html>', 'HOST_REFUSED', /no Bluesky server/],
    ['sent to a server that is down', 502, {}, 'PLATFORM_UNREACHABLE', /./],
  ])('a password that is %s', async (_, status, body, code, message) => {
    await control.fault({ platform: 'bluesky', endpoint: 'token', fault: { kind: 'status', status, body } })
    await expect(connect()).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it('renews with a new pair each time, and each refresh token once', async () => {
    const { tokens } = await connect()
    const renewed = await connector.renew!(tokens, context())
    expect(renewed).toMatchObject({ accessToken: expect.any(String), refreshToken: expect.any(String), accessTokenExpiresAt: expect.any(Date), refreshTokenExpiresAt: expect.any(Date) })
    expect(new Set([tokens.refreshToken, renewed.refreshToken, tokens.accessToken, renewed.accessToken]).size).toBe(4)
    await expect(connector.renew!(tokens, context())).rejects.toMatchObject({ name: 'GrantRefused' })
    const again = { accessToken: renewed.accessToken, refreshToken: renewed.refreshToken! }
    expect(await connector.readProfile!(again, context())).toMatchObject({ username: 'alice.bluesky.sandbox.test' })
    await connector.renew!(again, context())
  })

  it('takes the grant for ended when the app password was deleted, and not when the server is down', async () => {
    const { tokens } = await connect()
    for (const status of [429, 503]) {
      await control.fault({ platform: 'bluesky', endpoint: 'refresh', fault: { kind: 'status', status } })
      await expect(connector.renew!(tokens, context())).rejects.toMatchObject({ code: 'PLATFORM_UNREACHABLE' })
    }
    await control.revokeGrants('bluesky', 'alice')
    await expect(connector.renew!(tokens, context())).rejects.toMatchObject({ name: 'GrantRefused' })
    await expect(connect()).rejects.toMatchObject({ code: 'KEY_REFUSED' })
  })

  it('ends the session, and is content when it has ended already', async () => {
    const { tokens } = await connect()
    await connector.revoke!(tokens, context())
    await expect(connector.renew!(tokens, context())).rejects.toMatchObject({ name: 'GrantRefused' })
    await expect(connector.readProfile!(tokens, context())).rejects.toMatchObject({ name: 'GrantRefused' })
    await expect(connector.revoke!(tokens, context())).resolves.toBeUndefined()
    // The app password is the user's, and stays.
    expect((await connect()).profile.accountId).toBe('did:plc:sandboxalice234567abcdef')
  })

  it('falls back to the handle where there is no public profile', async () => {
    const honest = context()
    const { profile } = await connector.connect!(fixed('alice'), {
      ...honest,
      call: (url, init) => url.includes('getProfile') ? Promise.resolve({ status: 400, ok: false, body: { error: 'InvalidRequest', message: 'Profile not found' } }) : honest.call(url, init),
    })
    expect(profile).toMatchObject({ name: 'alice.bluesky.sandbox.test', profileImageUrl: null })
  })
})
