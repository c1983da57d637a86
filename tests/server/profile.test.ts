import { describe, expect, it } from 'vitest'
import { onBothDialects } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp, Visitor } from '../setup/user'

onBothDialects('The profile', (server: TestServer, dialect) => {
  /** What is refused before the database is asked, and so on one dialect. */
  const refusedEarly = <Case>(cases: Case[]) => dialect === 'sqlite' ? cases : []

  const update = (user: Visitor, json: unknown) => user.fetch('/api/auth/update-user', { json })
  const changePassword = (user: Visitor, json: object) => user.fetch('/api/auth/change-password', { json: { currentPassword: user.password, newPassword: 'a new password', revokeOtherSessions: true, ...json } })
  const deleteUser = (user: Visitor, json: object) => user.fetch('/api/auth/delete-user', { json })

  async function stored(user: Visitor) {
    const [row] = await server.database.rows(`select name, email, "emailVerified", image from "user" where id = '${user.id}'`)
    return { ...row, emailVerified: Boolean(row!.emailVerified) }
  }

  async function signInAgain(user: Visitor, password = user.password): Promise<Response> {
    return new Visitor(server).fetch('/api/auth/sign-in/email', { json: { email: user.email, password } })
  }

  async function expectRefusal(response: Response, status: number, code: string, words: RegExp): Promise<void> {
    const body = await response.json() as { message: string }
    expect([response.status, body]).toMatchObject([status, { code }])
    expect(body.message).toMatch(words)
  }

  const isOld = (user: Visitor) => server.database.rows(`update session set "createdAt" = ${server.database.dialect === 'sqlite' ? 1 : '\'2001-01-01\''} where "userId" = '${user.id}'`)

  describe('its name and picture', () => {
    it('change, and show at once', async () => {
      const user = await signUp(server)
      expect(await (await update(user, { name: '  Zoë O’Neill  ' })).json()).toEqual({ status: true })
      expect(await user.json('/api/auth/get-session')).toMatchObject({ user: { name: 'Zoë O’Neill' } })
      expect((await update(user, { image: 'https://example.com/me.png' })).status).toBe(200)
      expect(await stored(user)).toMatchObject({ name: 'Zoë O’Neill', image: 'https://example.com/me.png' })
      expect((await update(user, { image: null })).status).toBe(200)
      expect(await stored(user)).toEqual({ name: 'Zoë O’Neill', email: user.email, emailVerified: false, image: null })
    })

    const names: [string, unknown, RegExp][] = [
      ['an empty name', '', /empty/],
      ['a blank name', ' \t ', /empty/],
      ['a name that is too long', 'x'.repeat(101), /longer than 100/],
      ['a name with a null character', 'a\0b', /characters/],
      ['a name of two lines', 'a\nb', /characters/],
      ['a number for a name', 5, /text/],
      ['an object for a name', {}, /text/],
      ['null for a name', null, /text/],
    ]
    const images: [string, unknown, RegExp][] = [
      ['a script for a picture', 'javascript:alert(1)', /https/],
      ['a picture in clear', 'http://example.com/me.png', /https/],
      ['a picture in the page', 'data:image/png;base64,AAAA', /https/],
      ['a picture that is no address', 'me.png', /https/],
      ['a number for a picture', 5, /https/],
      ['a picture at an endless address', `https://example.com/${'x'.repeat(3000)}`, /too long/],
    ]

    it.each(refusedEarly(names))('%s is refused', async (_, name, words) => {
      const user = await signUp(server)
      await expectRefusal(await update(user, { name }), 400, 'INVALID_REQUEST', words)
      expect(await stored(user)).toMatchObject({ name: 'Test User' })
      const newcomer = new Visitor(server)
      await expectRefusal(await newcomer.fetch('/api/auth/sign-up/email', { json: { email: newcomer.email, password: newcomer.password, name } }), 400, 'INVALID_REQUEST', words)
      expect(await server.database.rows(`select id from "user" where email = '${newcomer.email}'`)).toEqual([])
    })

    it.each(refusedEarly(images))('%s is refused', async (_, image, words) => {
      const user = await signUp(server)
      await expectRefusal(await update(user, { name: 'New', image }), 400, 'INVALID_REQUEST', words)
      expect(await stored(user)).toMatchObject({ name: 'Test User', image: null })
      const newcomer = new Visitor(server)
      await expectRefusal(await newcomer.fetch('/api/auth/sign-up/email', { json: { email: newcomer.email, password: newcomer.password, name: 'New', image } }), 400, 'INVALID_REQUEST', words)
    })

    it('are trimmed when someone signs up', async () => {
      const visitor = new Visitor(server)
      const answer = await visitor.json('/api/auth/sign-up/email', { json: { email: visitor.email, password: visitor.password, name: '  New  ', image: 'https://example.com/a b' } })
      expect(answer).toMatchObject({ user: { name: 'New', image: 'https://example.com/a%20b' } })
    })

    it.each([
      ['an email address', { email: 'other@example.com' }],
      ['an empty email address', { name: 'New', email: '' }],
      ['its confirmation', { name: 'New', emailVerified: true }],
      ['an id', { name: 'New', id: 'other' }],
      ['anything else', { role: 'admin' }],
      ['nothing', {}],
      ['a list', []],
      ['text', 'name'],
    ])('are all there is to change: %s is refused', async (_, body) => {
      const user = await signUp(server)
      await expectRefusal(await update(user, body), 400, 'INVALID_REQUEST', /./)
      expect(await stored(user)).toEqual({ name: 'Test User', email: user.email, emailVerified: false, image: null })
    })

    it('take a session, a trusted page and JSON', async () => {
      const user = await signUp(server)
      expect((await update(new Visitor(server), { name: 'New' })).status).toBe(401)
      expect((await user.fetch('/api/auth/update-user', { json: { name: 'New' }, headers: { origin: 'https://evil.example' } })).status).toBe(403)
      expect((await user.fetch('/api/auth/update-user', { method: 'POST', body: '{"name', headers: { 'content-type': 'application/json' } })).status).toBe(400)
      expect((await user.fetch('/api/auth/update-user', { method: 'POST', body: '{"name":"New"}', headers: { 'content-type': 'text/plain' } })).status).toBe(415)
      expect(await stored(user)).toMatchObject({ name: 'Test User' })
    })
  })

  describe('its password', () => {
    it('changes, and ends every session but this one', async () => {
      const user = await signUp(server)
      const other = new Visitor(server)
      await other.json('/api/auth/sign-in/email', { json: { email: user.email, password: user.password } })
      expect((await changePassword(user, {})).status).toBe(200)
      expect((await other.fetch('/api/auth/accounts')).status).toBe(401)
      expect((await user.fetch('/api/auth/accounts')).status).toBe(200)
      await expectRefusal(await signInAgain(user), 401, 'INVALID_EMAIL_OR_PASSWORD', /./)
      expect((await signInAgain(user, 'a new password')).status).toBe(200)
    })

    it.each([
      ['a wrong password', { currentPassword: 'not my password' }, 'INVALID_PASSWORD', /not your password/],
      ['a new one that is too short', { newPassword: 'seven77' }, 'PASSWORD_TOO_SHORT', /8 characters/],
      ['a new one that is too long', { newPassword: 'x'.repeat(129) }, 'PASSWORD_TOO_LONG', /128 characters/],
      ['no new one', { newPassword: undefined }, 'VALIDATION_ERROR', /newPassword/],
      ['a number', { newPassword: 12345678 }, 'VALIDATION_ERROR', /newPassword/],
    ])('given %s, stays', async (_, body, code, words) => {
      const user = await signUp(server)
      await expectRefusal(await changePassword(user, body), 400, code, words)
      expect((await signInAgain(user)).status).toBe(200)
    })

    it('cannot change where there is none', async () => {
      const user = new Visitor(server)
      await user.signIn('google', await newIdentity(server, 'google'))
      await expectRefusal(await changePassword(user, {}), 400, 'CREDENTIAL_ACCOUNT_NOT_FOUND', /no password/)
    })

    it.each(['change-password', 'delete-user'])('cannot be found out by %s', async (path) => {
      const user = await signUp(server)
      const guess = () => user.fetch(`/api/auth/${path}`, { json: { currentPassword: 'a guess at it', newPassword: 'long enough', password: 'a guess at it' } })
      for (let attempt = 0; attempt < 3; attempt++) await expectRefusal(await guess(), 400, 'INVALID_PASSWORD', /./)
      const refused = await guess()
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      await expectRefusal(refused, 429, 'TOO_MANY_ATTEMPTS', /Wait a little/)
    })
  })

  describe('the end of it', () => {
    const left = (user: Visitor) => server.database.rows(`select id from "user" where id = '${user.id}'`)

    it('takes the password, and with a recent sign-in nothing', async () => {
      for (const body of [{ password: undefined }, {}]) {
        const user = await signUp(server)
        expect((await deleteUser(user, 'password' in body ? { password: user.password } : body)).status).toBe(200)
        expect(await left(user)).toEqual([])
        expect([...user.cookies.keys()].filter(name => name.includes('session_token'))).toEqual([])
        expect(await user.json('/api/auth/get-session')).toBeNull()
        expect((await signInAgain(user)).status).toBe(401)
      }
    })

    it('takes the password when the sign-in was long ago', async () => {
      const user = await signUp(server)
      await isOld(user)
      await expectRefusal(await deleteUser(user, {}), 403, 'SESSION_NOT_FRESH', /sign in again/i)
      await expectRefusal(await deleteUser(user, { password: '' }), 403, 'SESSION_NOT_FRESH', /./)
      expect(await left(user)).toHaveLength(1)
      expect((await deleteUser(user, { password: user.password })).status).toBe(200)
      expect(await left(user)).toEqual([])
    })

    it.each([
      ['a wrong password', { password: 'not my password' }, 400, 'INVALID_PASSWORD', /not your password/],
      ['no text for a password', { password: 5 }, 400, 'VALIDATION_ERROR', /password/],
      ['a token nobody issued', { token: 'token' }, 404, 'INVALID_TOKEN', /./],
    ])('does not come by %s', async (_, body, status, code, words) => {
      const user = await signUp(server)
      await expectRefusal(await deleteUser(user, body), status, code, words)
      expect(await left(user)).toHaveLength(1)
    })

    it('does not come without a session or from a page elsewhere', async () => {
      const user = await signUp(server)
      expect((await deleteUser(new Visitor(server), {})).status).toBe(401)
      expect((await user.fetch('/api/auth/delete-user', { json: {}, headers: { origin: 'https://evil.example' } })).status).toBe(403)
      expect(await left(user)).toHaveLength(1)
    })
  })
})
