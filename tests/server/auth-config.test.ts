import { describe, expect, it } from 'vitest'
import { resistsAttacks } from '../setup/attacks'
import { freePort } from '../setup/postgres'
import { authApp, createDatabase, onBothDialects, runServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { signUp, Visitor } from '../setup/user'

/** The last mail to an address. */
function mailTo(server: TestServer, email: string): Record<string, string> {
  const mails = [...server.log().matchAll(/\[mail\] (\{.*\})/g)].map(([, mail]) => JSON.parse(mail!) as Record<string, string>)
  return mails.findLast(({ to }) => to === email)!
}

/** Options, plugins and tables of the app work: with our instance, and with one of its own. */
function worksWithOptions(server: TestServer): void {
  it('stores additional fields and returns them on the server', async () => {
    const visitor = new Visitor(server)
    await visitor.json('/api/auth/sign-up/email', { json: { email: visitor.email, password: visitor.password, name: 'Maya', nickname: 'may', plan: 'gold' } })
    expect(await visitor.json('/api/me')).toMatchObject({ plan: 'free', nickname: 'may' })
    await visitor.json('/api/auth/update-user', { json: { nickname: 'maya' } })
    const me = await visitor.json<{ session: object }>('/api/me')
    expect(me).toMatchObject({ plan: 'free', nickname: 'maya' })
    expect(me.session).not.toHaveProperty('token')
    const refused = await visitor.fetch('/api/auth/update-user', { json: { plan: 'gold' } })
    expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'INVALID_REQUEST', message: 'Only name, image, and nickname can be changed here.' }])
    expect((await new Visitor(server).fetch('/api/me')).status).toBe(204)
  })

  it('runs the hooks of the app', async () => {
    const blocked = await new Visitor(server).fetch('/api/auth/sign-up/email', { json: { email: 'a@blocked.example', password: 'long enough', name: 'Maya' } })
    expect([blocked.status, await blocked.json()]).toMatchObject([403, { code: 'BLOCKED' }])
    const user = await signUp(server)
    expect(server.log()).toContain(`[app] created ${user.id}`)
  })

  it('has the plugin organization, over HTTP and in server code', async () => {
    const user = await signUp(server)
    const organization = await user.json<{ id: string }>('/api/auth/organization/create', { json: { name: 'Acme', slug: `acme-${user.id.toLowerCase()}` } })
    await user.json('/api/teams', { json: { name: 'Trail' } })
    await user.json('/api/auth/organization/set-active', { json: { organizationId: organization.id } })
    expect(await user.json('/api/teams')).toEqual(expect.arrayContaining([{ team: 'Acme', role: 'owner', plan: 'free' }, { team: 'Trail', role: 'owner', plan: 'free' }]))
    expect(await user.json('/api/me')).toMatchObject({ session: { activeOrganizationId: organization.id } })
    expect((await new Visitor(server).fetch('/api/teams')).status).toBe(401)
    expect((await user.fetch('/api/teams', { json: { name: 'Forged' }, headers: { origin: 'https://evil.example' } })).status).toBe(403)
  })

  it('has the plugin twoFactor', async () => {
    const user = await signUp(server)
    await user.json('/api/auth/two-factor/enable', { json: { password: user.password } })
    const again = new Visitor(server)
    expect(await again.json('/api/auth/sign-in/email', { json: { email: user.email, password: user.password } })).toMatchObject({ twoFactorRedirect: true })
    expect(await again.json('/api/auth/get-session')).toBeNull()
    await again.json('/api/auth/two-factor/send-otp', { json: {} })
    await again.json('/api/auth/two-factor/verify-otp', { json: { code: mailTo(server, user.email).otp } })
    expect(await again.json('/api/auth/get-session')).toMatchObject({ user: { id: user.id, twoFactorEnabled: true } })
  })

  it('has the plugin magicLink', async () => {
    const visitor = new Visitor(server)
    await visitor.json('/api/auth/sign-in/magic-link', { json: { email: visitor.email, callbackURL: '/team-members' } })
    const response = await visitor.fetch(mailTo(server, visitor.email).url!)
    expect([response.status, response.headers.get('location')]).toEqual([302, expect.stringMatching(/\/team-members$/)])
    expect(await visitor.json('/api/auth/get-session')).toMatchObject({ user: { email: visitor.email, emailVerified: true } })
  })
}

onBothDialects('An app with its own options of Better Auth', (server: TestServer) => {
  worksWithOptions(server)
  resistsAttacks(server)

  it('has route middleware for signed-in users and for visitors', async () => {
    const [user, visitor] = [await signUp(server), new Visitor(server)]
    const open = async (who: Visitor, path: string) => {
      const { status, headers } = await who.fetch(path, { headers: { accept: 'text/html' } })
      return [status, headers.get('location')]
    }
    expect(await open(visitor, '/team-members')).toEqual([302, '/login?next=/team-members'])
    expect(await open(visitor, '/welcome-page')).toEqual([200, null])
    expect(await open(user, '/team-members')).toEqual([200, null])
    expect(await open(user, '/welcome-page?next=/team-members')).toEqual([302, '/team-members'])
  })
}, {}, authApp)

onBothDialects('An app with its own instance of Better Auth', (server: TestServer) => {
  worksWithOptions(server)
  resistsAttacks(server)
}, { OWN_INSTANCE: 'true' }, authApp)

describe('An instance of an app that does not fit', () => {
  async function start(instance: string) {
    const [database, port] = [await createDatabase('sqlite'), await freePort()]
    const server = runServer({ ...database.env, PORT: String(port), BETTER_AUTH_SECRET: 'a-secret-for-tests-that-is-long-enough-0123456789', OWN_INSTANCE: instance }, authApp)
    return { server, url: `http://localhost:${port}`, end: () => server.stop().then(database.drop) }
  }

  it.each([
    ['without connect()', 'unprotected', /does not have the plugin connect\(\)/],
    ['with an option that weakens it', 'unsafe', /- advanced\.disableCSRFCheck: Any site could act for a signed-in user/],
  ])('does not start %s', async (_, instance, reason) => {
    const { server, end } = await start(instance)
    expect(await server.exited).toBe(1)
    expect(server.log()).toMatch(reason)
    expect(server.log()).not.toContain('    at ')
    await end()
  })

  it.each([
    ['its database is not that of the account API', 'elsewhere', /uses another database than the account API, which uses embedded SQLite/],
    ['its tables are missing', 'true', /cannot read the table 'user' in embedded SQLite, .* \(no such column: .*The server refuses requests until then/],
  ])('serves nothing while %s', async (_, instance, reason) => {
    const { server, url, end } = await start(instance)
    await expect.poll(() => server.log(), { timeout: 20_000 }).toMatch(reason)
    for (const path of ['/api/auth/get-session', '/api/auth/accounts', '/api/me', '/api/health']) expect((await fetch(url + path)).status).toBe(503)
    await end()
  })
})
