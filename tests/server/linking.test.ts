import { expect, it, describe } from 'vitest'
import type { AccountsByPlatform } from '../../shared/account'
import { isOAuthPlatform, platformList, platforms } from '../../shared/platforms'
import type { KeyPlatformId, OAuthPlatformId, PlatformId } from '../../shared/platforms'
import { onBothDialects } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp, Visitor } from '../setup/user'

const ids = platformList.map(platform => platform.id)
const oauthPlatforms = ids.filter(isOAuthPlatform)
const keyPlatforms = ids.filter((id): id is KeyPlatformId => !isOAuthPlatform(id))

async function accountsOf(user: Visitor): Promise<AccountsByPlatform> {
  return user.json('/api/auth/accounts')
}

onBothDialects('Connecting by consent', (server: TestServer) => {
  describe.each(oauthPlatforms)('%s', (platform: OAuthPlatformId) => {
    it('connects, lists with profile and granted scopes, revokes and disconnects', async () => {
      const user = await signUp(server)
      const identity = await newIdentity(server, platform)
      expect(await user.link(platform, identity)).toBe('/integrations')

      const { [platform]: [account, ...others], ...rest } = await accountsOf(user)
      expect(others).toEqual([])
      expect(Object.values(rest).flat()).toEqual([])
      expect(account).toMatchObject({
        userId: user.id,
        platform,
        providerId: platforms[platform].providerId,
        accessToken: 'hidden',
        refreshToken: 'present',
        isExpired: false,
        status: 'healthy',
      })
      expect(account!.username).toBeTruthy()
      expect(account!.name).toBeTruthy()
      expect(account!.profileImageUrl).toMatch(/^http/)
      const asked = platforms[platform].permissions.filter(permission => 'required' in permission).map(permission => permission.scope)
      expect(account!.scopes).toEqual(expect.arrayContaining(asked))

      const answer = await user.json(`/api/auth/${platform}/accounts?accountId=${account!.id}`, { method: 'DELETE' })
      expect(answer).toEqual({ success: true, revocation: 'revoked' })
      expect(await user.json(`/api/auth/${platform}/accounts`)).toEqual([])
      const revocations = await server.sandbox.requests({ platform, endpoint: 'revoke' })
      expect(revocations.at(-1)).toMatchObject({ identity })
    })

    it('signs its user in once connected', async () => {
      const user = await signUp(server)
      const identity = await newIdentity(server, platform)
      await user.link(platform, identity)
      const back = new Visitor(server)
      expect(await back.signIn(platform, identity)).toBe('/integrations')
      const session = await back.json<{ user: { id: string } }>('/api/auth/get-session')
      expect(session.user.id).toBe(user.id)
    })

    it('connects several accounts of one platform side by side', async () => {
      const user = await signUp(server)
      await user.link(platform, await newIdentity(server, platform))
      await user.link(platform, await newIdentity(server, platform))
      const accounts = (await accountsOf(user))[platform]
      expect(new Set(accounts.map(account => account.username)).size).toBe(2)
    })

    it('connecting again keeps the row', async () => {
      const user = await signUp(server)
      const identity = await newIdentity(server, platform)
      await user.link(platform, identity)
      const [first] = (await accountsOf(user))[platform]
      await user.link(platform, identity)
      const [again, ...others] = (await accountsOf(user))[platform]
      expect(others).toEqual([])
      expect(again!.id).toBe(first!.id)
      expect(again!.refreshToken).toBe('present')
    })

    it('a denial ends on the page with its reason', async () => {
      const user = await signUp(server)
      const place = await user.decide(await user.startLink(platform), { identity: 'alice', decision: 'deny' })
      expect(place).toMatch(/^\/integrations\?error=access_denied/)
      expect((await accountsOf(user))[platform]).toEqual([])
    })

    it('an account of somebody else stays theirs', async () => {
      const [owner, other] = [await signUp(server), await signUp(server)]
      const identity = await newIdentity(server, platform)
      await owner.link(platform, identity)
      expect(await other.link(platform, identity)).toMatch(/^\/integrations\?error=account_already_linked_to_different_user/)
      expect((await accountsOf(other))[platform]).toEqual([])
      expect((await accountsOf(owner))[platform]).toHaveLength(1)
    })

    it('of two users who connect one account at the same moment one gets it and the other hears why', async () => {
      const users = await Promise.all([signUp(server), signUp(server)])
      const identity = await newIdentity(server, platform)
      const places = await Promise.all(users.map(user => user.link(platform, identity)))
      const counts = await Promise.all(users.map(async user => (await accountsOf(user))[platform].length))
      expect(counts.sort()).toEqual([0, 1])
      expect(places.filter(place => place === '/integrations')).toHaveLength(1)
      expect(places.find(place => place !== '/integrations')).toMatch(/error=account_already_linked_to_different_user/)
    })

    it('a session that ended at the platform connects nothing', async () => {
      const user = await signUp(server)
      const consent = await user.startLink(platform)
      await user.fetch('/api/auth/sign-out', { json: {} })
      const place = await user.decide(consent, { identity: await newIdentity(server, platform), decision: 'approve' })
      expect(place).toMatch(/^\/integrations\?error=unable_to_link_account/)
      expect(await server.database.rows(`select * from account where "userId" = '${user.id}' and "providerId" <> 'credential'`)).toEqual([])
    })

    it('a platform that fails at the exchange leaves nothing behind', async () => {
      const user = await signUp(server)
      await server.sandbox.fault({ platform, endpoint: 'token', fault: { kind: 'status', status: 500 } })
      expect(await user.link(platform, await newIdentity(server, platform))).toMatch(/^\/integrations\?error=invalid_code/)
      expect((await accountsOf(user))[platform]).toEqual([])
    })
  })

  it('Google signs up someone new and Reddit and X do not', async () => {
    const newcomer = new Visitor(server)
    expect(await newcomer.signIn('google', await newIdentity(server, 'google'))).toBe('/integrations')
    expect(await newcomer.json('/api/auth/get-session')).toMatchObject({ user: { emailVerified: true } })
    for (const platform of ['reddit', 'x'] as const) {
      expect(await new Visitor(server).signIn(platform, await newIdentity(server, platform))).toMatch(/^\/login\?error=signup_disabled/)
    }
  })

  it('Google without an email address ends on the page with its reason', async () => {
    expect(await new Visitor(server).signIn('google', 'noemail')).toMatch(/^\/login\?error=email_not_found/)
  })

  it('X without a confirmed email address connects all the same', async () => {
    const user = await signUp(server)
    expect(await user.link('x', 'noemail')).toBe('/integrations')
    const [account] = (await accountsOf(user)).x
    expect(account).toMatchObject({ username: expect.any(String) as string })
    expect(account).not.toHaveProperty('email')
  })

  it('an email address that is somebody\'s lets nobody in who signs in through a platform', async () => {
    const owner = await signUp(server)
    const identity = await newIdentity(server, 'google')
    await server.sandbox.addIdentity('google', { id: identity, email: owner.email, emailVerified: true })
    const stranger = new Visitor(server)
    expect(await stranger.signIn('google', identity)).toMatch(/^\/login\?error=account_not_linked/)
    expect(await stranger.json('/api/auth/get-session')).toBeNull()
    expect((await accountsOf(owner)).google).toEqual([])
  })

  it('never takes an email address from X for a verified one', async () => {
    const rows = await server.database.rows(`select * from account where "providerId" = 'twitter'`)
    expect(rows.length).toBeGreaterThan(0)
    const users = await server.database.rows(`select "emailVerified" from "user" where id in (select "userId" from account where "providerId" = 'twitter')`)
    expect(users.every(user => !user.emailVerified)).toBe(true)
  })
})

onBothDialects('Connecting with a key', (server: TestServer) => {
  describe.each(keyPlatforms)('%s', (platform: KeyPlatformId) => {
    const path = `/api/auth/${platform}/accounts`

    it('connects, lists and disconnects', async () => {
      const user = await signUp(server)
      const apiKey = await server.sandbox.issueKey(await newIdentity(server, platform))
      const response = await user.fetch(path, { json: { apiKey } })
      expect(response.status).toBe(201)
      const account = await response.json()
      expect(account).toMatchObject({ platform, userId: user.id, apiKey: 'hidden', status: 'healthy', username: expect.any(String) as string })
      expect(await user.json(path)).toEqual([account])
      const answer = await user.json(`${path}?accountId=${(account as { id: string }).id}`, { method: 'DELETE' })
      expect(answer).toEqual({ success: true, revocation: 'unsupported' })
      expect(await user.json(path)).toEqual([])
    })

    it('a new key of the same account replaces the old one in its row', async () => {
      const user = await signUp(server)
      const identity = await newIdentity(server, platform)
      const first = await user.json<{ id: string }>(path, { json: { apiKey: await server.sandbox.issueKey(identity) } })
      const response = await user.fetch(path, { json: { apiKey: await server.sandbox.issueKey(identity) } })
      expect(response.status).toBe(200)
      expect(await response.json()).toMatchObject({ id: first.id })
    })

    it('an account of somebody else stays theirs, also when both ask at the same moment', async () => {
      const users = await Promise.all([signUp(server), signUp(server)])
      const identity = await newIdentity(server, platform)
      const apiKey = await server.sandbox.issueKey(identity)
      const responses = await Promise.all(users.map(user => user.fetch(path, { json: { apiKey } })))
      expect(responses.map(response => response.status).sort()).toEqual([201, 409])
      const refused = responses.find(response => response.status === 409)!
      expect(await refused.json()).toMatchObject({ code: 'ACCOUNT_CONNECTED_ELSEWHERE', platform })
    })
  })
})

export type { PlatformId }
