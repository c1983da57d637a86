import { describe, expect, it } from 'vitest'
import { sandboxHost } from '../../dev/sandbox/derived/address'
import type { Account } from '../../shared/account'
import { extraScope, oauthDefinition, oauthPlatforms, renewedPlatforms, requiredScopes, signInDefinitions, usualScopes } from '../setup/platforms'
import { onSqlite } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp, Visitor } from '../setup/user'

interface Choice { scopes?: string[], additionalData?: { accountId?: string, exactly?: boolean } }

onSqlite('Choosing what to grant', (server: TestServer) => {
  describe.each(oauthPlatforms.filter(platform => extraScope(platform)))('%s', (platform) => {
    const canSignIn = signInDefinitions.some(({ id }) => id === platform)
    const required = requiredScopes(platform)
    const usual = usualScopes(platform)
    const extra = extraScope(platform)!

    async function start(user: Visitor, choice: Choice, path = '/api/auth/link-social'): Promise<string> {
      const { url } = await user.json<{ url: string }>(path, { json: { provider: platform, callbackURL: '/', ...choice, additionalData: { host: sandboxHost(platform), ...choice.additionalData } } })
      return url
    }

    async function asked(user: Visitor, choice: Choice, path?: string): Promise<string[]> {
      return new URL(await start(user, choice, path)).searchParams.get('scope')!.split(/[ ,]/).toSorted()
    }

    /** Connects an account, new unless it is somebody's. */
    async function connect(user: Visitor, choice: Choice, identity?: string): Promise<Account> {
      const before = await user.json<Account[]>(`/api/auth/${platform}/accounts`)
      await user.decide(await start(user, choice), { identity: identity ?? await newIdentity(server, platform), decision: 'approve' })
      const after = await user.json<Account[]>(`/api/auth/${platform}/accounts`)
      return after.find(({ id }) => !before.some(account => account.id === id)) ?? after[0]!
    }

    const sorted = (...scopes: string[][]) => [...new Set(scopes.flat())].toSorted()

    it('asks for the usual, and for what is wanted beside it', async () => {
      const user = await signUp(server)
      expect(await asked(user, {})).toEqual(sorted(usual))
      expect(await asked(user, { scopes: [extra, usual[0]!] })).toEqual(sorted(usual, [extra]))
      expect(await asked(user, { scopes: [extra], additionalData: { exactly: false } })).toEqual(sorted(usual, [extra]))
    })

    it('asks for exactly what was chosen, and is granted no more', async () => {
      const user = await signUp(server)
      const exactly = { additionalData: { exactly: true } }
      expect(await asked(user, exactly)).toEqual(sorted(required))
      expect(await asked(user, { ...exactly, scopes: [extra] })).toEqual(sorted(required, [extra]))
      const account = await connect(user, { ...exactly, scopes: [] })
      expect(account).toMatchObject({ status: 'healthy', refreshToken: renewedPlatforms.includes(platform) ? 'present' : null })
      expect(account.scopes.toSorted()).toEqual(sorted(required))
    })

    it('a choice takes back what was granted before', async () => {
      const user = await signUp(server)
      const identity = await newIdentity(server, platform)
      const before = await connect(user, { scopes: [extra] }, identity)
      expect(before.scopes.toSorted()).toEqual(sorted(usual, [extra]))
      const after = await connect(user, { additionalData: { exactly: true } }, identity)
      expect([after.id, after.scopes.toSorted()]).toEqual([before.id, sorted(required)])
    })

    it('adds to an account that is named what it was granted, and nothing of others', async () => {
      const user = await signUp(server)
      const first = await connect(user, { additionalData: { exactly: true } })
      const second = await connect(user, { scopes: [extra] })
      const additionalData = (account: Account) => ({ additionalData: { accountId: account.id, exactly: true } })
      expect(await asked(user, additionalData(first))).toEqual(sorted(required))
      expect(await asked(user, { ...additionalData(first), scopes: [extra] })).toEqual(sorted(required, [extra]))
      expect(await asked(user, additionalData(second))).toEqual(sorted(usual, [extra]))
      // Named or not, somebody else's account says nothing of what to ask for.
      expect(await asked(await signUp(server), additionalData(second))).toEqual(sorted(required))
    })

    if (canSignIn) it('a sign-in asks for the usual, whatever it is told', async () => {
      const visitor = new Visitor(server)
      expect(await asked(visitor, {}, '/api/auth/sign-in/social')).toEqual(sorted(usual))
      expect(await asked(visitor, { scopes: [extra], additionalData: { exactly: true } }, '/api/auth/sign-in/social')).toEqual(sorted(usual, [extra]))
    })

    if (canSignIn) it('an account says what its token is good for, also after a sign-in that was granted less', async () => {
      const user = await signUp(server)
      const identity = await newIdentity(server, platform)
      await connect(user, { scopes: [extra] }, identity)
      const back = new Visitor(server)
      await back.signIn(platform, identity)
      const [account] = await back.json<Account[]>(`/api/auth/${platform}/accounts`)
      // Some platforms add what was granted before, unless they are told not to.
      expect(account!.scopes.toSorted()).toEqual(oauthDefinition(platform).exactParams ? sorted(usual, [extra]) : sorted(usual))
    })

    it.each([
      ['exactly that is neither true nor false', { exactly: 'yes' }],
      ['an accountId that is none', { accountId: 5 }],
      ['an accountId with a null character', { accountId: '\0' }],
      ['no object', []],
    ])('refuses %s', async (_, additionalData) => {
      const response = await (await signUp(server)).fetch('/api/auth/link-social', { json: { provider: platform, callbackURL: '/', additionalData } })
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'INVALID_REQUEST', message: expect.stringContaining('accountId') as string }])
    })
  })

  it('passes on scopes it does not know', async () => {
    const user = await signUp(server)
    const { url } = await user.json<{ url: string }>('/api/auth/link-social', { json: { provider: 'reddit', callbackURL: '/', scopes: ['flair'], additionalData: { exactly: true } } })
    expect(new URL(url).searchParams.get('scope')!.split(/[ ,]/).toSorted()).toEqual(['flair', 'identity'])
  })

  it('leaves a provider that is none to Better Auth', async () => {
    for (const provider of ['myspace', '\0', 'devto']) {
      const response = await (await signUp(server)).fetch('/api/auth/link-social', { json: { provider, callbackURL: '/' } })
      expect([response.status, await response.json()]).toMatchObject([404, { code: 'PROVIDER_NOT_FOUND' }])
    }
  })
})
