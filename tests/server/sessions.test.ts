import { expect, it } from 'vitest'
import { errorCatalogue } from '../../shared/errors'
import type { UserSession } from '../../shared/profile'
import { onBothDialects } from '../setup/server'
import type { TestServer } from '../setup/server'
import { signUp, Visitor } from '../setup/user'

const path = '/api/auth/sessions'

onBothDialects('Sessions', (server: TestServer) => {
  /** The same person with another browser. */
  async function signInAgain(user: Visitor, userAgent: string): Promise<Visitor> {
    const other = new Visitor(server)
    await other.json('/api/auth/sign-in/email', { json: { email: user.email, password: user.password }, headers: { 'user-agent': userAgent } })
    return other
  }

  const list = (user: Visitor) => user.json<UserSession[]>(path)
  const end = (user: Visitor, query: string, headers = {}) => user.fetch(path + query, { method: 'DELETE', headers })

  /** That a request made one query on sessions, beside Better Auth's by the token it came with. */
  async function expectOneQuery(request: () => Promise<unknown>): Promise<void> {
    const before = server.log().length
    await request()
    const queries = () => server.log().slice(before).split('\n').filter(line => line.includes('[database]') && line.includes('from "session"') && !line.includes('"token"'))
    // The log comes by a pipe of its own, maybe after the answer.
    await expect.poll(queries).not.toEqual([])
    expect(queries()).toHaveLength(1)
  }

  it('are listed with what tells them apart, the one used last first, and without their tokens', async () => {
    const user = await signUp(server)
    const other = await signInAgain(user, 'Browser on a telephone')
    await server.database.rows(`update session set "updatedAt" = ${server.database.dialect === 'sqlite' ? 1_000_000_000_000 : '\'2001-09-09T01:46:40Z\''} where "userAgent" = 'Browser on a telephone'`)
    const [first, second, ...rest] = await list(user)
    expect(rest).toEqual([])
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string
    expect(first).toEqual({ id: expect.any(String) as string, current: true, createdAt: time, updatedAt: time, expiresAt: time, ipAddress: user.address, userAgent: expect.any(String) as string })
    expect(second).toMatchObject({ current: false, updatedAt: '2001-09-09T01:46:40.000Z', ipAddress: other.address, userAgent: 'Browser on a telephone' })
    expect((await list(other)).map(({ id, current }) => [id, current])).toEqual([[first!.id, false], [second!.id, true]])

    const text = JSON.stringify(await list(user))
    for (const { token } of await server.database.rows(`select token from session where "userId" = '${user.id}'`)) expect(text).not.toContain(token)
    const response = await user.fetch(path)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect((await user.fetch(path, { headers: { 'if-none-match': response.headers.get('etag')! } })).status).toBe(304)
    expect((await user.fetch(path, { method: 'HEAD' })).status).toBe(200)
  })

  it('are listed up to a hundred, this one in any case, and browsers by the beginning of what they call themselves', async () => {
    const user = await signUp(server)
    await signInAgain(user, 'x'.repeat(4000))
    const time = (text: string) => server.database.dialect === 'sqlite' ? String(Date.parse(text)) : `'${text}'`
    for (let copy = 0; copy < 120; copy++) {
      await server.database.rows(`insert into session (id, token, "userId", "expiresAt", "createdAt", "updatedAt", "userAgent")
        select 'copy-${copy}-' || id, 'copy-${copy}-' || token, "userId", "expiresAt", "createdAt", ${time(`2026-02-01T00:00:${String(copy % 60).padStart(2, '0')}Z`)}, "userAgent" from session where "userId" = '${user.id}' and "userAgent" like 'xxx%' and id not like 'copy%'`)
    }
    await server.database.rows(`update session set "updatedAt" = ${time('2026-01-01T00:00:00Z')} where "userId" = '${user.id}' and "userAgent" not like 'xxx%'`)
    const sessions = await list(user)
    expect(sessions).toHaveLength(100)
    expect(sessions.map(({ updatedAt }) => updatedAt)).toEqual(sessions.map(({ updatedAt }) => updatedAt).sort().reverse())
    expect(sessions.findIndex(({ current }) => current)).toBe(99)
    expect(sessions[0]!.userAgent).toBe('x'.repeat(512))
  })

  it('that have expired, and those of others, are not listed', async () => {
    const user = await signUp(server)
    await signUp(server)
    await signInAgain(user, 'Expired')
    await server.database.rows(`update session set "expiresAt" = ${server.database.dialect === 'sqlite' ? 1 : '\'2001-01-01\''} where "userAgent" = 'Expired'`)
    expect((await list(user)).map(({ current }) => current)).toEqual([true])
  })

  it('take one query to list or end, however many there are', async () => {
    const user = await signUp(server)
    for (let count = 0; count < 3; count++) await signInAgain(user, `Browser ${count}`)
    await expectOneQuery(() => list(user))
    const [, other] = await list(user)
    await expectOneQuery(() => end(user, `?sessionId=${other!.id}`))
  })

  it('are ended one by one, at once', async () => {
    const user = await signUp(server)
    const [left, kept] = [await signInAgain(user, 'Left'), await signInAgain(user, 'Kept')]
    const { id } = (await list(user)).find(({ userAgent }) => userAgent === 'Left')!
    const response = await end(user, `?sessionId=${id}`)
    expect([response.status, await response.json()]).toEqual([200, { success: true }])
    expect((await left.fetch('/api/auth/accounts')).status).toBe(401)
    expect((await kept.fetch('/api/auth/accounts')).status).toBe(200)
    expect((await end(user, `?sessionId=${id}`)).status).toBe(404)
  })

  it('are ended all but this one', async () => {
    const user = await signUp(server)
    const others = [await signInAgain(user, 'One'), await signInAgain(user, 'Two')]
    const stranger = await signUp(server)
    expect(await user.json('/api/auth/revoke-other-sessions', { json: {} })).toEqual({ status: true })
    expect((await list(user)).map(({ current }) => current)).toEqual([true])
    for (const other of others) expect((await other.fetch(path)).status).toBe(401)
    expect(await list(stranger)).toHaveLength(1)
  })

  it('of another user are not there', async () => {
    const [user, other] = [await signUp(server), await signUp(server)]
    const [session] = await list(other)
    const response = await end(user, `?sessionId=${session!.id}`)
    expect([response.status, await response.json()]).toEqual([404, { error: errorCatalogue.SESSION_NOT_FOUND.message, code: 'SESSION_NOT_FOUND' }])
    expect(await list(other)).toHaveLength(1)
  })

  it.each([
    ['no sessionId', '', 400, 'INVALID_REQUEST'],
    ['an empty one', '?sessionId=', 400, 'INVALID_REQUEST'],
    ['two', '?sessionId=a&sessionId=b', 400, 'INVALID_REQUEST'],
    ['a null character', '?sessionId=a%00', 400, 'INVALID_REQUEST'],
    ['one far too long', `?sessionId=${'a'.repeat(5000)}`, 400, 'INVALID_REQUEST'],
    ['one that is none', '?sessionId=%27%20OR%201%3D1', 404, 'SESSION_NOT_FOUND'],
  ])('given %s, end nothing', async (_, query, status, code) => {
    const user = await signUp(server)
    const response = await end(user, query)
    expect([response.status, await response.json()]).toMatchObject([status, { code }])
    expect(await list(user)).toHaveLength(1)
  })

  it('are nobody\'s business without one, nor that of a page elsewhere', async () => {
    const stranger = new Visitor(server)
    for (const response of [await stranger.fetch(path), await end(stranger, '?sessionId=x')]) {
      expect([response.status, await response.json()]).toMatchObject([401, { code: 'UNAUTHENTICATED' }])
    }
    const user = await signUp(server)
    const [session] = await list(user)
    const forged = await end(user, `?sessionId=${session!.id}`, { origin: 'https://evil.example' })
    expect([forged.status, await forged.json()]).toMatchObject([403, { code: 'UNTRUSTED_ORIGIN' }])
    const put = await user.fetch(path, { method: 'PUT' })
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, DELETE'])
  })
}, { DATABASE_LOG_QUERIES: 'true' })
