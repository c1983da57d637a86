import { expect, it } from 'vitest'
import type { TestServer } from './server'
import { connectOAuth, newIdentity, signUp, Visitor } from './user'

/** Paths of Better Auth that must not be served, because they return or accept tokens, or bypass the account API. */
export const disabledPaths = ['/get-access-token', '/refresh-token', '/account-info', '/unlink-account', '/list-sessions', '/revoke-session', '/revoke-sessions', '/verify-password']

/** Attacks that fail on every server, whatever options of Better Auth its app has. It needs the platforms Google and Reddit. */
export function resistsAttacks(server: TestServer): void {
  const evil = { headers: { origin: 'https://evil.example' } }

  it('serves no route that returns tokens', async () => {
    const { user, account } = await connectOAuth(server, 'reddit')
    for (const path of disabledPaths) {
      const body = { providerId: 'reddit', accountId: account.id, password: user.password }
      for (const request of [{ json: body }, {}]) {
        const response = await user.fetch(`/api/auth${path}?${new URLSearchParams(body)}`, request)
        expect([path, response.status, await response.json()]).toEqual([path, 404, expect.objectContaining({ code: 'NOT_FOUND' })])
      }
    }
  })

  it('takes no change from a page of another origin', async () => {
    const { user, account } = await connectOAuth(server, 'reddit')
    const path = `/api/auth/reddit/accounts?accountId=${account.id}`
    const requests = [
      () => user.fetch(path, { method: 'DELETE', ...evil }),
      () => user.fetch('/api/auth/devto/accounts', { json: { apiKey: 'key' }, ...evil }),
      () => user.fetch('/api/auth/link-social', { json: { provider: 'reddit', callbackURL: '/' }, ...evil }),
      () => user.fetch('/api/auth/link-social', { json: { provider: 'reddit', callbackURL: 'https://evil.example' } }),
      () => user.fetch('/api/auth/update-user', { json: { name: 'Changed' }, ...evil }),
      () => user.fetch('/api/auth/delete-user', { json: { password: user.password }, ...evil }),
    ]
    for (const request of requests) expect((await request()).status).toBe(403)
    expect(await user.json('/api/auth/reddit/accounts')).toHaveLength(1)
  })

  it('shows and changes no account of another user', async () => {
    const [owner, other] = [await connectOAuth(server, 'reddit'), await signUp(server)]
    const disconnect = await other.fetch(`/api/auth/reddit/accounts?accountId=${owner.account.id}`, { method: 'DELETE' })
    const refresh = await other.fetch('/api/auth/reddit/accounts/refresh', { json: { accountId: owner.account.id } })
    expect([disconnect.status, refresh.status]).toEqual([404, 404])
    expect(await other.json('/api/auth/reddit/accounts')).toEqual([])
    expect(await other.link('reddit', owner.identity)).toContain('error=account_already_linked_to_different_user')
    expect(await owner.user.json('/api/auth/reddit/accounts')).toHaveLength(1)
  })

  it('refuses a session at once that has ended elsewhere', async () => {
    const [user, stolen] = [await signUp(server), new Visitor(server)]
    await stolen.json('/api/auth/sign-in/email', { json: { email: user.email, password: user.password } })
    const sessions = await user.json<{ id: string, current: boolean }[]>('/api/auth/sessions')
    const { id } = sessions.find(({ current }) => !current)!
    expect((await stolen.fetch('/api/auth/accounts')).status).toBe(200)
    expect((await user.fetch(`/api/auth/sessions?sessionId=${id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await stolen.fetch('/api/auth/accounts')).status).toBe(401)
  })

  it('lets nobody sign in as a user with the same email address', async () => {
    const user = await signUp(server)
    await server.sandbox.addIdentity('google', { id: `same-${user.id}`, email: user.email })
    const attacker = new Visitor(server)
    expect(await attacker.signIn('google', `same-${user.id}`)).toContain('error=')
    expect(await attacker.json('/api/auth/get-session')).toBeNull()
  })

  it('lets nobody sign up with a placeholder address', async () => {
    const visitor = new Visitor(server)
    const { status } = await visitor.fetch('/api/auth/sign-up/email', { json: { email: 'abc@reddit.placeholder.invalid', password: visitor.password, name: 'Squatter' } })
    expect(status).toBe(403)
  })

  it('seals every secret in the database, and sends none', async () => {
    const user = await signUp(server)
    for (const platform of ['google', 'reddit'] as const) await user.link(platform, await newIdentity(server, platform))
    await user.fetch('/api/auth/get-session')
    await user.fetch('/api/auth/accounts')
    const rows = JSON.stringify(await server.database.rows(`select * from account where "userId" = '${user.id}'`))
    const secrets = (await server.sandbox.secrets()).filter(secret => secret.length > 8)
    expect(secrets.length).toBeGreaterThan(4)
    expect(secrets.filter(secret => rows.includes(secret) || user.received.some(text => text.includes(secret)) || server.log().includes(secret))).toEqual([])
  })

  it('revokes the grants of a user who is deleted', async () => {
    const { user, identity } = await connectOAuth(server, 'reddit')
    expect((await user.fetch('/api/auth/delete-user', { json: { password: user.password } })).status).toBe(200)
    expect(await server.sandbox.hasGrant('reddit', identity)).toBe(false)
    expect(await server.database.rows(`select id from "user" where id = '${user.id}'`)).toEqual([])
  })
}
