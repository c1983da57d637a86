import { expect, it } from 'vitest'
import type { Account } from '../../shared/account'
import type { OAuthPlatformDefinition } from '../../shared/platforms'
import type { Identity } from '../sandbox'
import { pathsOf } from '../sandbox/derived/address'
import { expectError, expectProfile } from './platform-test'
import type { PlatformTest } from './platform-test'
import type { Visitor } from './visitor'

/** Tests of a platform whose accounts are connected with OAuth. */
export function describeOAuth(test: PlatformTest<OAuthPlatformDefinition>): void {
  const { definition, host, target } = test
  const { id, refresh, permissions, scopeSeparator = ' ' } = definition
  const options = { additionalData: host }
  const hasRefreshToken = refresh === 'rotating' || refresh === 'reusable'
  const usual = permissions.filter(permission => permission.required || permission.default).map(({ scope }) => scope)

  async function connect(): Promise<{ user: Visitor, identity: Identity, account: Account }> {
    const user = await test.signUp()
    const identity = await test.newIdentity()
    expect(await user.link(id, identity.id, options)).toBe('/integrations')
    const [account, ...others] = await test.accountsOf(user)
    expect(others).toEqual([])
    return { user, identity, account: account! }
  }

  /** Reconnects an account. @returns the account, with the same row id */
  async function reconnect(user: Visitor, identity: Identity, before: Account): Promise<Account> {
    expect(await user.link(id, identity.id, options)).toBe('/integrations')
    const accounts = await test.accountsOf(user)
    expect(accounts.map(account => account.id)).toEqual([before.id])
    return accounts[0]!
  }

  it('asks for consent as declared: address, scopes, parameters, PKCE', async () => {
    const url = new URL(await (await test.signUp()).startLink(id, options))
    expect(`/${url.href}`).toContain(pathsOf(definition, definition.endpoints.authorize)[0])
    const query = Object.fromEntries(url.searchParams)
    expect(query).toMatchObject({ ...definition.authorizeParams, response_type: 'code' })
    // A server that registers itself gets its client id from the host.
    if (test.host.host) expect(query.client_id).toBeTruthy()
    else expect(query.client_id).toBe(`sandbox-${id}`)
    expect((query.scope ?? '').split(scopeSeparator).filter(Boolean).toSorted()).toEqual(usual.toSorted())
    expect(query.code_challenge_method).toBe(definition.pkce ? 'S256' : undefined)
    expect(Boolean(query.code_challenge)).toBe(definition.pkce)
    expect(new URL(query.redirect_uri!).pathname).toBe(`/api/auth/callback/${definition.providerId ?? id}`)
  })

  it('connects by consent and lists the account with its profile', async () => {
    const { user, identity, account } = await connect()
    expect(account).toMatchObject({ userId: user.id, platform: id, providerId: id, accessToken: 'hidden', refreshToken: hasRefreshToken ? 'present' : null, isExpired: false })
    expect(account.status).not.toBe('reconnect_required')
    expect(account.scopes).toEqual(expect.arrayContaining(usual))
    expectProfile(account, definition, identity)
    expect(await user.json('/api/auth/accounts')).toMatchObject({ [id]: [account] })
    expect(await test.calls('token', identity)).toMatchObject([{ status: 200, clientAuth: definition.clientAuth, pkce: definition.pkce }])
  })

  it('stores nothing when the user denies', async () => {
    const user = await test.signUp()
    const identity = await test.newIdentity()
    const place = await user.decide(await user.startLink(id, options), { identity: identity.id, decision: 'deny' })
    expect(place).toMatch(/^\/integrations\?(?:.*&)?error=access_denied/)
    expect(await test.accountsOf(user)).toEqual([])
    expect(await test.calls('token', identity)).toEqual([])
  })

  it('reads the profile again on request', async () => {
    const { user, identity, account } = await connect()
    const renamed = await target().sandbox.addIdentity(id, { id: identity.id, username: `renamed_${identity.id}`, name: `Renamed ${identity.id}` })
    const response = await test.refresh(user, account)
    expect(response.status).toBe(200)
    const refreshed = await response.json() as Account
    expect(refreshed.id).toBe(account.id)
    expectProfile(refreshed, definition, renamed)
    expect(await test.accountsOf(user)).toEqual([refreshed])
  })

  if (hasRefreshToken) {
    it(`renews the token time after time (${refresh})`, async () => {
      const { user, identity, account } = await connect()
      // A rotating platform revokes the grant when a used refresh token is sent again. Three refreshes in a row prove that each new token was stored.
      for (let round = 1; round <= 3; round++) {
        expect((await test.refresh(user, account)).status).toBe(200)
        const calls = await test.calls('refresh', identity)
        expect(calls).toHaveLength(round)
        expect(calls.at(-1)!.status).toBe(200)
      }
      expect(await test.accountsOf(user)).toMatchObject([{ id: account.id, scopes: account.scopes, refreshToken: account.refreshToken, isExpired: false }])
    })

    it('keeps the account when the platform fails to renew', async () => {
      const { user, identity, account } = await connect()
      await target().sandbox.fault({ platform: id, endpoint: 'refresh', identity: identity.id, fault: { kind: 'status', status: 503 } })
      await expectError(await test.refresh(user, account), 502, 'PLATFORM_UNREACHABLE')
      expect(await test.accountsOf(user)).toMatchObject([{ id: account.id, status: account.status }])
    })
  }
  else if (refresh === 'exchange') {
    it('exchanges a token for its successor before it expires', async () => {
      const { sandbox } = target()
      await sandbox.setLifetime(id, 30)
      const { user, identity, account } = await connect().finally(() => sandbox.setLifetime(id, null))
      expect((await test.refresh(user, account)).status).toBe(200)
      expect(await test.calls('refresh', identity)).toMatchObject([{ status: 200 }])
      expect(Date.parse((await test.accountsOf(user))[0]!.accessTokenExpiresAt!)).toBeGreaterThan(Date.now() + 60_000)
    })
  }
  else if (definition.lifetimes?.accessToken === undefined) {
    it('keeps a token that does not expire', async () => {
      const { user, identity, account } = await connect()
      expect(account).toMatchObject({ status: 'healthy', accessTokenExpiresAt: null, refreshToken: null })
      expect((await test.refresh(user, account)).status).toBe(200)
      expect(await test.calls('refresh', identity)).toEqual([])
    })
  }
  else {
    it('asks for the user once the token has expired, and heals in place', async () => {
      const { sandbox } = target()
      await sandbox.setLifetime(id, 1)
      const { user, identity, account } = await connect().finally(() => sandbox.setLifetime(id, null))
      await expect.poll(async () => (await test.accountsOf(user))[0]?.isExpired, { timeout: 10_000 }).toBe(true)
      await expectError(await test.refresh(user, account), 409, 'RECONNECT_REQUIRED')
      expect(await test.accountsOf(user)).toMatchObject([{ id: account.id, status: 'reconnect_required', reconnectReason: 'grant_expired' }])
      expect(await test.calls('refresh', identity)).toEqual([])
      expect((await reconnect(user, identity, account)).status).not.toBe('reconnect_required')
    })
  }

  it('shows that the user ended the grant at the platform, and heals in place', async () => {
    const { user, identity, account } = await connect()
    await target().sandbox.revokeGrants(id, identity.id)
    await expectError(await test.refresh(user, account), 409, 'RECONNECT_REQUIRED')
    const [ended] = await test.accountsOf(user)
    expect(ended).toMatchObject({ id: account.id, status: 'reconnect_required', reconnectReason: 'grant_revoked', reconnectSince: expect.stringMatching(/^\d{4}-/) as string })

    const healed = await reconnect(user, identity, account)
    expect(healed).toMatchObject({ status: account.status, isExpired: false, refreshToken: account.refreshToken })
    expect(healed).not.toHaveProperty('reconnectReason')
    expect((await test.refresh(user, healed)).status).toBe(200)
  })

  it('connects again in the same row', async () => {
    const { user, identity, account } = await connect()
    expect(await reconnect(user, identity, account)).toMatchObject({ refreshToken: account.refreshToken, scopes: account.scopes })
  })

  if (test.revokes) {
    it('ends the grant at the platform when it disconnects', async () => {
      const { user, identity, account } = await connect()
      expect(await target().sandbox.hasGrant(id, identity.id)).toBe(true)
      expect(await test.disconnect(user, account)).toEqual({ success: true, revocation: 'revoked' })
      expect(await test.accountsOf(user)).toEqual([])
      expect(await target().sandbox.hasGrant(id, identity.id)).toBe(false)
    })

    it('disconnects also when the platform does not confirm the end of the grant', async () => {
      const { user, account } = await connect()
      await target().sandbox.fault({ platform: id, endpoint: 'revoke', fault: { kind: 'status', status: 503 } })
      expect(await test.disconnect(user, account)).toEqual({ success: true, revocation: 'failed' })
      expect(await test.accountsOf(user)).toEqual([])
    })
  }
  else {
    it('disconnects, and says that the platform ends no grants', async () => {
      const { user, identity, account } = await connect()
      expect(await test.disconnect(user, account)).toEqual({ success: true, revocation: 'unsupported' })
      expect(await test.accountsOf(user)).toEqual([])
      expect(await test.calls('revoke', identity)).toEqual([])
    })
  }
}
