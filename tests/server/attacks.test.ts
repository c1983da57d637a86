import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { onSqlite } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp, Visitor } from '../setup/user'

onSqlite('The server refuses', (server: TestServer) => {
  describe('a body of more than 64 kB', () => {
    const large = JSON.stringify({ provider: 'reddit', callbackURL: '/', additionalData: { note: 'x'.repeat(100_000) } })
    const paths = ['/api/auth/sign-in/social', '/api/auth/sign-in/email', '/api/auth/link-social', '/api/auth/nothing', '/api/auth/sessions?sessionId=x', '/api/auth/%73ign-in/email']

    it.each(paths)('at %s, whether its length is declared or not', async (path) => {
      const method = path.includes('sessions') ? 'DELETE' : 'POST'
      for (const declared of [true, false]) {
        const answer = await send(path, method, large, declared)
        expect([declared, answer.status, (JSON.parse(answer.text) as { code: string }).code]).toEqual([declared, 413, 'BODY_TOO_LARGE'])
      }
      expect(await server.database.rows(`select * from verification where length(value) > 10000`)).toEqual([])
    })

    it('and stops reading it: 200 MB in chunks do not stay in memory', async () => {
      const before = memory()
      const answers = await Promise.all(Array.from({ length: 4 }, () => send('/api/auth/sign-in/email', 'POST', 'x'.repeat(1_000_000), false, 50)))
      expect(answers.map(({ status }) => status)).toEqual([413, 413, 413, 413])
      expect(memory() - before).toBeLessThan(150)
    })

    it('and takes one below it', async () => {
      const visitor = new Visitor(server)
      const response = await visitor.fetch('/api/auth/sign-in/social', { json: { provider: 'reddit', callbackURL: '/', additionalData: { note: 'x'.repeat(60_000) } } })
      expect(response.status).toBe(200)
      expect(await server.database.rows(`select * from verification where length(value) > 10000`)).toEqual([])
    })
  })

  /** Sends a body in chunks, with its length or without. */
  function send(path: string, method: string, chunk: string, declared: boolean, times = 1): Promise<{ status?: number, text: string }> {
    return new Promise((resolve, reject) => {
      const sending = request(new URL(path, server.url), {
        method,
        headers: {
          'origin': server.url,
          'x-forwarded-for': new Visitor(server).address,
          'content-type': 'application/json',
          ...declared ? { 'content-length': chunk.length * times } : { 'transfer-encoding': 'chunked' },
        },
      }, async (response) => {
        let text = ''
        for await (const part of response) text += part
        resolve({ status: response.statusCode, text })
      })
      sending.on('error', reject)
      for (let sent = 0; sent < times; sent++) sending.write(chunk)
      sending.end()
    })
  }

  /** The memory of the server in MB. */
  function memory(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.child.pid}/status`, 'utf8'))![1]) / 1024
  }

  it('to open more than a hundred sign-ins from one address', async () => {
    const user = await signUp(server)
    const statuses: number[] = []
    for (let attempt = 0; attempt < 102; attempt++) {
      statuses.push((await user.fetch('/api/auth/link-social', { json: { provider: 'reddit', callbackURL: '/' } })).status)
    }
    expect(statuses.filter(status => status === 200).length).toBeLessThanOrEqual(100)
    expect(statuses.at(-1)).toBe(429)
  })

  describe('a way back that leaves the server', () => {
    const ways = [
      '/.//evil.example', '/..//evil.example', '/a/..//evil.example', '/./\\evil.example', '//evil.example', '/\\evil.example', '\\\\evil.example',
      '/\t/evil.example', '/.\n//evil.example', '/%2e//evil.example', '/.%2f/evil.example', '/%2F/evil.example', '/%5Cevil.example', '/%252F/evil.example',
      '/%09/evil.example', 'https:evil.example', 'https://evil.example', 'https:/\\evil.example', 'javascript:alert(1)', 'data:text/html,x', ' https://evil.example',
    ]

    it.each(['callbackURL', 'errorCallbackURL', 'newUserCallbackURL', 'redirectTo'])('as %s', async (field) => {
      const followed: string[] = []
      for (const way of ways) {
        const visitor = new Visitor(server)
        const response = await visitor.fetch('/api/auth/sign-in/social', { json: { provider: 'reddit', callbackURL: '/', [field]: way } })
        if (response.status !== 403 && response.status !== 400) followed.push(way)
      }
      expect(followed).toEqual([])
    })

    it('in a link that anyone may open', async () => {
      for (const way of ways) {
        for (const path of ['/api/auth/verify-email?token=x', '/api/auth/reset-password/x?', '/api/auth/delete-user/callback?token=x']) {
          const { status, headers } = await new Visitor(server).fetch(`${path}&callbackURL=${encodeURIComponent(way)}`)
          expect([path, way, headers.get('location')]).toEqual([path, way, null])
          expect(status).toBeGreaterThanOrEqual(400)
        }
      }
    })

    it('and takes one that stays', async () => {
      for (const way of ['/', '/integrations', '/integrations?next=%2F#top', `${server.url}/login`, '/search?q=a//b', '/a%20b']) {
        const response = await new Visitor(server).fetch('/api/auth/sign-in/social', { json: { provider: 'reddit', callbackURL: way, errorCallbackURL: way } })
        expect([way, response.status]).toEqual([way, 200])
      }
    })
  })

  describe('a guess at a password', () => {
    const guess = (email: string, password = 'wrong password') => new Visitor(server).fetch('/api/auth/sign-in/email', { json: { email, password } })

    it('of one account, from however many addresses, after five', async () => {
      const user = await signUp(server)
      const statuses: number[] = []
      for (let attempt = 0; attempt < 5; attempt++) statuses.push((await guess(attempt % 2 ? user.email : user.email.toUpperCase())).status)
      const refused = await guess(user.email, user.password)
      expect([...statuses, refused.status]).toEqual([401, 401, 401, 401, 401, 429])
      expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' })
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      // The delay grows. The count is in the database, where all servers see it.
      await waitInDatabase()
      expect((await guess(user.email)).status).toBe(401)
      expect(Number((await guess(user.email)).headers.get('retry-after'))).toBeGreaterThan(10)
      expect((await guess((await signUp(server)).email)).status).toBe(401)
      // The right password ends the count.
      await waitInDatabase()
      expect((await guess(user.email, user.password)).status).toBe(200)
      for (let attempt = 0; attempt < 5; attempt++) expect((await guess(user.email)).status).toBe(401)
    })

    it('of one account at the same moment, but five', async () => {
      const user = await signUp(server)
      const answers = await Promise.all(Array.from({ length: 15 }, () => guess(user.email)))
      expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5)
      expect(answers.every(({ status }) => [401, 429].includes(status))).toBe(true)
    })

    it.each([
      ['change-password', { currentPassword: 'wrong password', newPassword: 'another password' }],
      ['delete-user', { password: 'wrong password' }],
    ])('by %s, from however many addresses, after five', async (path, json) => {
      const user = await signUp(server)
      const statuses: number[] = []
      for (let attempt = 0; attempt < 6; attempt++) statuses.push((await user.fetch(`/api/auth/${path}`, { json, headers: { 'x-forwarded-for': new Visitor(server).address } })).status)
      expect(statuses).toEqual([400, 400, 400, 400, 400, 429])
    })

    /** Lets the waiting times pass. */
    const waitInDatabase = () => server.database.rows(`update verification set "updatedAt" = "createdAt" where id like 'connect-attempts:%'`)
  })

  it('addresses of one IPv6 network more guesses than one address', async () => {
    const statuses: number[] = []
    for (let attempt = 0; attempt < 5; attempt++) {
      const { email, password } = new Visitor(server)
      statuses.push((await new Visitor(server).fetch('/api/auth/sign-in/email', { json: { email, password }, headers: { 'x-forwarded-for': `2001:db8:1:2::${attempt}` } })).status)
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429])
  })

  describe('a line in its log', () => {
    it('that a request forged, and a query that a request named', async () => {
      const user = await signUp(server)
      const forged = 'x\r\n[connect] forged line\u0007\u202e'
      await user.fetch('/api/auth/link-social', { json: { provider: 'reddit', callbackURL: `https://evil.example/${forged}?code=secret-code#secret-hash` } })
      await user.fetch('/api/auth/sign-in/social', { json: { provider: forged, callbackURL: '/' } })
      await user.fetch(`/api/auth/callback/reddit${encodeURIComponent(forged)}?code=secret-code&state=${encodeURIComponent(forged)}`)
      await user.fetch(`/api/auth/sessions/${encodeURIComponent(forged)}`, { method: 'DELETE', headers: { origin: 'https://evil.example' } })
      const log = server.log()
      expect(log).toContain('forged line')
      // eslint-disable-next-line no-control-regex
      expect(log.split('\n').filter(line => line.startsWith('[connect] forged') || /[\u0000-\u0008\u000b-\u001f\u202e]/.test(line.replaceAll(/\u001b\[[\d;]*m/g, '')))).toEqual([])
      expect(log).not.toMatch(/secret-code|secret-hash/)
    })

    it('less than: who did what, from where', async () => {
      const user = await signUp(server)
      const wrong = new Visitor(server)
      await wrong.fetch('/api/auth/sign-in/email', { json: { email: user.email, password: 'wrong password' } })
      await user.fetch('/api/auth/change-password', { json: { currentPassword: user.password, newPassword: 'another password' } })
      await user.link('reddit', await newIdentity(server, 'reddit'))
      const [account] = await user.json<{ id: string }[]>('/api/auth/reddit/accounts')
      await user.fetch('/api/auth/sign-out', { json: {}, headers: { origin: 'https://evil.example' } })
      await user.fetch(`/api/auth/reddit/accounts?accountId=${account!.id}`, { method: 'DELETE' })
      await user.fetch('/api/auth/delete-user', { json: { password: 'another password' } })
      const events = server.log().split('\n').filter(line => line.includes('[security]')).map(line => line.slice(line.indexOf('[security]')))
      expect(events.filter(line => line.includes(`from ${user.address},`)).map(line => line.replace(user.id, 'ID').replace(user.address, 'IP'))).toEqual([
        '[security] password-changed: user ID, from IP, by POST /api/auth/change-password',
        '[security] account-connected: user ID, from IP, by GET /api/auth/callback/reddit, reddit',
        '[security] origin-refused: unknown, from IP, by POST /api/auth/sign-out, origin https://evil.example',
        '[security] account-disconnected: user ID, from IP, by DELETE /api/auth/reddit/accounts, reddit',
        '[security] user-deleted: user ID, from IP, by POST /api/auth/delete-user',
      ])
      expect(events.find(line => line.includes(`from ${wrong.address},`))).toMatch(/^\[security\] sign-in-failed: email [\da-f]{12}, from/)
      expect(events.some(line => line.startsWith('[security] rate-limited: '))).toBe(true)
    })
  })

  describe('a session', () => {
    const isSignedIn = async (visitor: Visitor) => await visitor.json('/api/auth/get-session') !== null

    it('of someone else once the password changes', async () => {
      const user = await signUp(server)
      const thief = new Visitor(server)
      await thief.json('/api/auth/sign-in/email', { json: { email: user.email, password: user.password } })
      await user.json('/api/auth/change-password', { json: { currentPassword: user.password, newPassword: 'another password' } })
      expect([await isSignedIn(thief), await isSignedIn(user)]).toEqual([false, true])
      // An app that wants them to stay says so.
      await thief.json('/api/auth/sign-in/email', { json: { email: user.email, password: 'another password' } })
      await user.json('/api/auth/change-password', { json: { currentPassword: 'another password', newPassword: user.password, revokeOtherSessions: false } })
      expect([await isSignedIn(thief), await isSignedIn(user)]).toEqual([true, true])
    })

    it('that began by an account which is disconnected', async () => {
      const user = await signUp(server)
      const [identity, other] = [await newIdentity(server, 'google'), await newIdentity(server, 'google')]
      await user.link('google', identity)
      await user.link('google', other)
      const [thief, friend] = [new Visitor(server), new Visitor(server)]
      await thief.signIn('google', identity)
      await friend.signIn('google', other)
      const accounts = await user.json<{ id: string, accountId: string }[]>('/api/auth/google/accounts')
      const [row] = await server.database.rows(`select id from account where "accountId" in (select replace(identifier, 'connect-sessions:google:', '') from verification where value like '%${(await sessionOf(thief)).id}%')`)
      expect(accounts.map(({ id }) => id)).toContain(row!.id)
      await user.json(`/api/auth/google/accounts?accountId=${String(row!.id)}`, { method: 'DELETE' })
      expect([await isSignedIn(thief), await isSignedIn(friend), await isSignedIn(user)]).toEqual([false, true, true])
    })

    it('of more than 90 days, however often it is used', async () => {
      const user = await signUp(server)
      const began = Date.now() - 89 * 86_400_000
      await server.database.rows(`update session set "createdAt" = ${began}, "expiresAt" = ${Date.now() + 3_600_000} where "userId" = '${user.id}'`)
      const { expiresAt } = await sessionOf(user)
      expect(new Date(expiresAt).getTime()).toBe(began + 90 * 86_400_000)
    })

    const sessionOf = async (visitor: Visitor) => (await visitor.json<{ session: { id: string, expiresAt: string } }>('/api/auth/get-session')).session
  })

  it('to keep anything about a deleted user', async () => {
    const user = await signUp(server)
    const identity = await newIdentity(server, 'google')
    await user.link('google', identity)
    await new Visitor(server).signIn('google', identity)
    await user.startLink('reddit')
    await user.fetch('/api/auth/delete-user', { json: { password: 'wrong password' } })
    const kept = () => server.database.rows(`select * from verification where value like '%${user.id}%' or identifier like '%${user.id}%'`)
    expect(await kept()).toHaveLength(3)
    await user.json('/api/auth/delete-user', { json: { password: user.password } })
    expect(await kept()).toEqual([])
  })

  it.each([
    ['HTML', { kind: 'html' }],
    ['a list', { kind: 'status', status: 200, body: '[]' }],
    ['text', { kind: 'status', status: 200, body: '"text"' }],
    ['null', { kind: 'status', status: 200, body: 'null' }],
    ['an account without an id', { kind: 'status', status: 200, body: '{"id":{"$ne":1},"name":[]}' }],
    ['an account with a null character in its id', { kind: 'status', status: 200, body: '{"id":"a\\u0000b","sub":"a\\u0000b","name":"a"}' }],
  ] as const)('a profile that is %s, with the reason on the page', async (_, fault) => {
    for (const platform of ['reddit', 'google'] as const) {
      const user = await signUp(server)
      await server.sandbox.fault({ platform, endpoint: 'profile', fault })
      expect(await user.link(platform, await newIdentity(server, platform))).toMatch(/^\/integrations\?error=unable_to_get_user_info/)
      expect(await user.json(`/api/auth/${platform}/accounts`)).toEqual([])
      await server.sandbox.clearFaults()
    }
  })

  it('characters in a profile that break lines, the database or the direction of text', async () => {
    const user = await signUp(server)
    const id = await newIdentity(server, 'google')
    await server.sandbox.addIdentity('google', { id, name: 'Ada\u0000\r\n\u2028\u202E Lovelace', email: 'ada\u0000@example.com' })
    await user.link('google', id)
    const [account] = await user.json<Record<string, unknown>[]>('/api/auth/google/accounts')
    expect(account).toMatchObject({ name: 'Ada Lovelace' })
    expect(account).not.toHaveProperty('email')
  })
})
