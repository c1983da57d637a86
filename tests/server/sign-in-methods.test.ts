import { expect, it } from 'vitest'
import { errorCatalogue } from '../../shared/errors'
import type { ErrorCode } from '../../shared/errors'
import type { SignInMethods } from '../../shared/profile'
import { onBothDialects } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp, Visitor } from '../setup/user'

onBothDialects('Ways to sign in', (server: TestServer) => {
  const methods = (user: Visitor) => user.json<SignInMethods>('/api/auth/sign-in-methods')
  const setPassword = (user: Visitor, newPassword: unknown = user.password) => user.fetch('/api/auth/password', { json: { newPassword } })

  async function signUpWith(platform: 'google' | 'reddit'): Promise<Visitor & { identity: string }> {
    const identity = await newIdentity(server, platform)
    const visitor = Object.assign(new Visitor(server), { identity })
    expect(await visitor.signIn(platform, identity)).toBe('/integrations')
    return visitor
  }

  async function expectRefusal(response: Response, code: ErrorCode): Promise<void> {
    expect([response.status, await response.json()]).toEqual([errorCatalogue[code].status, { error: expect.any(String) as string, code }])
  }

  async function disconnectGoogle(user: Visitor): Promise<Response> {
    const [account] = await user.json<{ id: string }[]>('/api/auth/google/accounts')
    return user.fetch(`/api/auth/google/accounts?accountId=${account!.id}`, { method: 'DELETE' })
  }

  const setBack = (user: { id: string }) => server.database.rows(`update session set "createdAt" = ${server.database.dialect === 'sqlite' ? 1 : '\'2001-01-01\''} where "userId" = '${user.id}'`)

  it('are a password and the platforms that can, and a key is none', async () => {
    const user = await signUp(server)
    expect(await methods(user)).toEqual({ password: 'set', platforms: [] })
    await user.json('/api/auth/devto/accounts', { json: { apiKey: await server.sandbox.issueKey(await newIdentity(server, 'devto')) } })
    await user.link('x', await newIdentity(server, 'x'))
    await user.link('x', await newIdentity(server, 'x'))
    await user.link('reddit', await newIdentity(server, 'reddit'))
    expect(await methods(user)).toEqual({ password: 'set', platforms: ['reddit', 'x'] })
    expect((await new Visitor(server).fetch('/api/auth/sign-in-methods')).status).toBe(401)
    expect((await user.fetch('/api/auth/sign-in-methods', { json: {} })).status).toBe(405)
  })

  it('grow by a password, as the refusal to take the last one advises', async () => {
    const user = await signUpWith('google')
    expect(await methods(user)).toEqual({ password: 'unset', platforms: ['google'] })
    const refused = await disconnectGoogle(user)
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'LAST_SIGN_IN_METHOD', error: expect.stringContaining('Set a password') as string }])

    const set = await setPassword(user)
    expect([set.status, await set.json()]).toEqual([200, { success: true }])
    expect(await methods(user)).toEqual({ password: 'set', platforms: ['google'] })
    expect((await disconnectGoogle(user)).status).toBe(200)
    expect(await methods(user)).toEqual({ password: 'set', platforms: [] })

    const { user: { email } } = await user.json<{ user: { email: string } }>('/api/auth/get-session')
    const back = new Visitor(server)
    await back.json('/api/auth/sign-in/email', { json: { email, password: user.password } })
    expect(await methods(back)).toEqual({ password: 'set', platforms: [] })
  })

  it('a password is set once, also by two at the same moment', async () => {
    const user = await signUpWith('google')
    const responses = await Promise.all([setPassword(user, 'the first password'), setPassword(user, 'the other password')])
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 409])
    await expectRefusal(responses.find(({ status }) => status === 409)!, 'PASSWORD_EXISTS')
    await expectRefusal(await setPassword(user), 'PASSWORD_EXISTS')
    await expectRefusal(await setPassword(await signUp(server)), 'PASSWORD_EXISTS')
  })

  it.each([
    ['too short', 'seven77', 'PASSWORD_TOO_SHORT'],
    ['too long', 'x'.repeat(129), 'PASSWORD_TOO_LONG'],
    ['missing', undefined, 'INVALID_REQUEST'],
    ['no text', 12345678, 'INVALID_REQUEST'],
  ] as const)('a password that is %s is refused in words', async (_, newPassword, code) => {
    const user = await signUpWith('google')
    await expectRefusal(await user.fetch('/api/auth/password', { json: { newPassword } }), code)
    expect(await methods(user)).toMatchObject({ password: 'unset' })
  })

  it('a password takes a recent sign-in, a trusted page and some patience', async () => {
    const user = await signUpWith('google')
    const { user: { id } } = await user.json<{ user: { id: string } }>('/api/auth/get-session')
    await expectRefusal(await new Visitor(server).fetch('/api/auth/password', { json: { newPassword: 'long enough' } }), 'UNAUTHENTICATED')
    await expectRefusal(await user.fetch('/api/auth/password', { json: { newPassword: 'long enough' }, headers: { origin: 'https://evil.example' } }), 'UNTRUSTED_ORIGIN')
    await expectRefusal(await user.fetch('/api/auth/password'), 'METHOD_NOT_ALLOWED')
    await setBack({ id })
    for (let attempt = 0; attempt < 10; attempt++) await expectRefusal(await setPassword(user), 'SESSION_NOT_FRESH')
    const refused = await setPassword(user)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    await expectRefusal(refused, 'TOO_MANY_ATTEMPTS')
  })

  it('a password is of no use to someone without an email address', async () => {
    const user = await signUpWith('reddit')
    expect(await methods(user)).toEqual({ password: 'unavailable', platforms: ['reddit'] })
    await expectRefusal(await setPassword(user), 'PASSWORD_UNAVAILABLE')
  })
}, { SIGN_UP_PLATFORMS: 'google,reddit' })
