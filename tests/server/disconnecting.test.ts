import { expect, it } from 'vitest'
import type { AccountsByPlatform } from '../../shared/account'
import type { PlatformId } from '../../shared/platforms/registry'
import { onBothDialects } from '../setup/server'
import type { TestServer } from '../setup/server'
import { connectKey, newIdentity, signUp, Visitor } from '../setup/user'

onBothDialects('Disconnecting', (server: TestServer) => {
  async function signUpWithGoogle(): Promise<Visitor> {
    const visitor = new Visitor(server)
    await visitor.signIn('google', await newIdentity(server, 'google'))
    return visitor
  }

  async function disconnect(user: Visitor, platform: PlatformId): Promise<Response> {
    const { [platform]: [account] } = await user.json<AccountsByPlatform>('/api/auth/accounts')
    return user.fetch(`/api/auth/${platform}/accounts?accountId=${account!.id}`, { method: 'DELETE' })
  }

  async function listed(user: Visitor): Promise<string[]> {
    return Object.values(await user.json<AccountsByPlatform>('/api/auth/accounts')).flat().map(account => account.platform).sort()
  }

  it('refuses to take the only way to sign in, and a key is none', async () => {
    const user = await signUpWithGoogle()
    await connectKey(server, 'devto', user)
    const response = await disconnect(user, 'google')
    expect(response.status).toBe(409)
    expect(await response.json()).toMatchObject({ code: 'LAST_SIGN_IN_METHOD', platform: 'google' })
    expect(await listed(user)).toEqual(['devto', 'google'])
    expect(await server.sandbox.requests({ platform: 'google', endpoint: 'revoke' })).toEqual([])
  })

  it('takes one of two ways to sign in', async () => {
    const user = await signUpWithGoogle()
    await user.link('reddit', await newIdentity(server, 'reddit'))
    expect((await disconnect(user, 'google')).status).toBe(200)
    expect((await disconnect(user, 'reddit')).status).toBe(409)
    expect(await listed(user)).toEqual(['reddit'])
  })

  it('of the last two taken at the same moment leaves one', async () => {
    for (let round = 0; round < 5; round++) {
      const user = await signUpWithGoogle()
      await user.link('reddit', await newIdentity(server, 'reddit'))
      const responses = await Promise.all([disconnect(user, 'google'), disconnect(user, 'reddit')])
      expect(responses.map(response => response.status).sort()).toEqual([200, 409])
      expect(await listed(user)).toHaveLength(1)
    }
  })

  it('takes a key from someone who has no other way to sign in', async () => {
    const user = await signUpWithGoogle()
    await connectKey(server, 'devto', user)
    expect((await disconnect(user, 'devto')).status).toBe(200)
  })

  it('twice finds nothing the second time', async () => {
    const user = await signUp(server)
    await user.link('reddit', await newIdentity(server, 'reddit'))
    const { reddit: [account] } = await user.json<AccountsByPlatform>('/api/auth/accounts')
    const path = `/api/auth/reddit/accounts?accountId=${account!.id}`
    const responses = await Promise.all([1, 2, 3].map(() => user.fetch(path, { method: 'DELETE' })))
    expect(responses.map(response => response.status).sort()).toEqual([200, 404, 404])
  })

  it('ends the grant for good: the platform asks for consent anew', async () => {
    const user = await signUp(server)
    const identity = await newIdentity(server, 'google')
    await user.link('google', identity)
    await disconnect(user, 'google')
    await user.link('google', identity)
    expect(await user.json('/api/auth/google/accounts')).toMatchObject([{ refreshToken: 'present' }])
  })
})
