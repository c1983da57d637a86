import { expect, it, describe } from 'vitest'
import type { AccountsByPlatform } from '../../shared/account'
import type { OAuthPlatformId } from '../../shared/platforms/registry'
import { keyDefinitions, oauthDefinitions, oauthPlatforms, providerOf, signInDefinitions } from '../setup/platforms'
import { onBothDialects } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp, Visitor } from '../setup/user'

async function accountsOf(user: Visitor): Promise<AccountsByPlatform> {
  return user.json('/api/auth/accounts')
}

onBothDialects('Connecting by consent', (server: TestServer, dialect) => {
  // Platforms differ on the wire, and not in SQL: one is enough on PostgreSQL.
  describe.each(dialect === 'sqlite' ? oauthPlatforms : ['reddit'] as const)('%s', (platform: OAuthPlatformId) => {
    if (signInDefinitions.some(({ id }) => id === platform)) it('signs its user in once connected', async () => {
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

  it.each(signInDefinitions)('$name signs up someone new only if it verifies email addresses', async ({ id, verifiesEmail }) => {
    const newcomer = new Visitor(server)
    const place = await newcomer.signIn(id, await newIdentity(server, id))
    if (verifiesEmail) {
      expect(place).toBe('/integrations')
      expect(await newcomer.json('/api/auth/get-session')).toMatchObject({ user: { emailVerified: true } })
    }
    else {
      expect(place).toMatch(/^\/login\?error=signup_disabled/)
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

  it('never takes an email address for a verified one from a platform that verifies none', async () => {
    for (const { id } of oauthDefinitions.filter(({ verifiesEmail }) => !verifiesEmail)) {
      const user = await signUp(server)
      await user.link(id, await newIdentity(server, id))
      const rows = await server.database.rows(`select "emailVerified" from "user" where id in (select "userId" from account where "providerId" = '${providerOf(id)}')`)
      expect(rows.length, id).toBeGreaterThan(0)
      expect(rows.every(row => !row.emailVerified), id).toBe(true)
    }
  })
})

onBothDialects('Connecting with a key', (server: TestServer) => {
  it.each(keyDefinitions.map(({ id }) => id))('an account of %s that is somebody else\'s stays theirs, also when both ask at the same moment', async (platform) => {
    const users = await Promise.all([signUp(server), signUp(server)])
    const identity = await newIdentity(server, platform)
    const responses = await Promise.all(users.map(user => user.connectKey(platform, identity)))
    expect(responses.map(response => response.status).sort()).toEqual([201, 409])
    const refused = responses.find(response => response.status === 409)!
    expect(await refused.json()).toMatchObject({ code: 'ACCOUNT_CONNECTED_ELSEWHERE', platform })
  })
})
