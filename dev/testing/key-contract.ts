import { expect, it } from 'vitest'
import type { Account } from '../../shared/account'
import type { KeyPlatformDefinition } from '../../shared/platforms'
import type { Credentials, Identity } from '../sandbox'
import { expectError, expectProfile } from './platform-test'
import type { PlatformTest } from './platform-test'
import type { Visitor } from './visitor'

/** Tests of a platform whose accounts are connected with a key or an app password. */
export function describeKey(test: PlatformTest<KeyPlatformDefinition>): void {
  const { definition, host, target } = test
  const { id, credentials } = definition

  const issue = (identity: Identity) => target().sandbox.issueCredentials(id, identity.id)
  const post = (user: Visitor, body: Credentials) => user.fetch(`/api/auth/${id}/accounts`, { json: { ...body, ...host } })

  async function connect(): Promise<{ user: Visitor, identity: Identity, account: Account }> {
    const user = await test.signUp()
    const identity = await test.newIdentity()
    const response = await post(user, await issue(identity))
    expect(response.status).toBe(201)
    return { user, identity, account: await response.json() as Account }
  }

  /** Reconnects an account with new credentials. @returns the account, with the same row id */
  async function reconnect(user: Visitor, identity: Identity, before: Account): Promise<Account> {
    const response = await post(user, await issue(identity))
    expect(response.status).toBe(200)
    const account = await response.json() as Account
    expect(account.id).toBe(before.id)
    expect(await test.accountsOf(user)).toEqual([account])
    return account
  }

  it('connects by credentials and lists the account with its profile', async () => {
    const { user, identity, account } = await connect()
    expect(account).toMatchObject({ userId: user.id, platform: id, providerId: id, accessToken: 'hidden', status: 'healthy' })
    expectProfile(account, definition, identity)
    expect(await test.accountsOf(user)).toEqual([account])
    expect(await user.json('/api/auth/accounts')).toMatchObject({ [id]: [account] })
  })

  it('stores nothing when the platform refuses the credentials', async () => {
    const user = await test.signUp()
    const identity = await test.newIdentity()
    const values = await issue(identity)
    await target().sandbox.revokeGrants(id, identity.id)
    await expectError(await post(user, values), 422, 'KEY_REFUSED')
    expect(await test.accountsOf(user)).toEqual([])
  })

  it.each(credentials.map(({ name }) => name))('asks no platform without %s', async (name) => {
    const user = await test.signUp()
    const { [name]: left, ...others } = await issue(await test.newIdentity())
    const calls = await target().sandbox.requests({ platform: id })
    for (const body of [others, { ...others, [name]: '' }]) await expectError(await post(user, body), 400)
    expect(await target().sandbox.requests({ platform: id })).toEqual(calls)
    expect(await test.accountsOf(user)).toEqual([])
    expect(left).toBeTruthy()
  })

  it('connects again in the same row', async () => {
    const { user, identity, account } = await connect()
    await reconnect(user, identity, account)
  })

  it('reads the profile again on request', async () => {
    const { user, identity, account } = await connect()
    const renamed = await target().sandbox.addIdentity(id, { id: identity.id, name: `Renamed ${identity.id}` })
    const response = await test.refresh(user, account)
    expect(response.status).toBe(200)
    const refreshed = await response.json() as Account
    expect(refreshed.id).toBe(account.id)
    expectProfile(refreshed, definition, renamed)
    expect(await test.accountsOf(user)).toEqual([refreshed])
  })

  it('shows that the platform no longer takes the credentials, and heals in place', async () => {
    const { user, identity, account } = await connect()
    await target().sandbox.revokeGrants(id, identity.id)
    await expectError(await test.refresh(user, account), 409, 'RECONNECT_REQUIRED')
    const [ended] = await test.accountsOf(user)
    expect(ended).toMatchObject({ id: account.id, status: 'reconnect_required', reconnectSince: expect.stringMatching(/^\d{4}-/) as string })
    expect(await reconnect(user, identity, account)).toMatchObject({ status: 'healthy' })
  })

  it('disconnects', async () => {
    const { user, account } = await connect()
    expect(await test.disconnect(user, account)).toEqual({ success: true, revocation: test.revokes ? 'revoked' : 'unsupported' })
    expect(await test.accountsOf(user)).toEqual([])
  })
}
