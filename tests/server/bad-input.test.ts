import { request } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorCatalogue } from '../../shared/errors'
import type { ErrorBody, ErrorCode } from '../../shared/errors'
import { onBothDialects } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp, Visitor } from '../setup/user'

const injections = [
  '\' OR \'1\'=\'1',
  '"; DROP TABLE "account"; --',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '%00',
  '${7*7}',
  '\u202Eexe',
]

onBothDialects('The account API, given', (server: TestServer, dialect) => {
  let user: Visitor
  let other: Visitor
  let own: string
  let others: string

  beforeAll(async () => {
    user = await signUp(server)
    other = await signUp(server)
    own = await connect(user)
    others = await connect(other)
  })

  async function connect(visitor: Visitor): Promise<string> {
    const apiKey = await server.sandbox.issueKey(await newIdentity(server, 'devto'))
    const { id } = await visitor.json<{ id: string }>('/api/auth/devto/accounts', { json: { apiKey } })
    return id
  }

  /** Everything that a request could have changed. */
  async function contents(): Promise<unknown> {
    return Promise.all(['user', 'account', 'connection', 'posts'].map(table => server.database.rows(`select * from "${table}" order by id`)))
  }

  async function expectRefusal(send: () => Promise<Response>, code: ErrorCode): Promise<Response> {
    const before = await contents()
    const response = await send()
    const text = await response.text()
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    const body = JSON.parse(text) as ErrorBody
    expect({ status: response.status, code: body.code }).toEqual({ status: errorCatalogue[code].status, code })
    expect(body.error.length).toBeGreaterThan(10)
    expect(Object.keys(body).filter(key => !['error', 'code', 'platform'].includes(key))).toEqual([])
    expect(text).not.toMatch(/<script>|DROP TABLE|select |sqlite|postgres|node_modules/i)
    expect(await contents()).toEqual(before)
    return response
  }

  const key = { apiKey: 'sandbox-devto-key-alice-0001' }
  const devto = '/api/auth/devto/accounts'

  describe('no session', () => {
    it.each([
      ['GET', '/api/auth/accounts'],
      ['GET', devto],
      ['POST', devto],
      ['DELETE', `${devto}?accountId=x`],
    ])('%s %s is 401', async (method, path) => {
      const stranger = new Visitor(server)
      await expectRefusal(() => stranger.fetch(path, method === 'POST' ? { json: key } : { method }), 'UNAUTHENTICATED')
    })

    it('a forged or ended session is 401', async () => {
      const forged = new Visitor(server)
      const [[name, value]] = [...user.cookies] as [[string, string]]
      forged.cookies.set(name, `${value.slice(0, 10)}x${value.slice(11)}`)
      await expectRefusal(() => forged.fetch('/api/auth/accounts'), 'UNAUTHENTICATED')

      const ended = await signUp(server)
      const kept = new Map(ended.cookies)
      await ended.fetch('/api/auth/sign-out', { json: {} })
      for (const [name, value] of kept) ended.cookies.set(name, value)
      await expectRefusal(() => ended.fetch('/api/auth/accounts'), 'UNAUTHENTICATED')
    })
  })

  describe('another user\'s row', () => {
    it('answers as if it were not there', async () => {
      await expectRefusal(() => user.fetch(`${devto}?accountId=${others}`, { method: 'DELETE' }), 'ACCOUNT_NOT_FOUND')
      expect(await other.json(devto)).toMatchObject([{ id: others }])
      expect(JSON.stringify(await user.json('/api/auth/accounts'))).not.toContain(others)
    })

    it('and a row of another platform is not found either', async () => {
      await expectRefusal(() => user.fetch(`/api/auth/reddit/accounts?accountId=${own}`, { method: 'DELETE' }), 'ACCOUNT_NOT_FOUND')
    })
  })

  describe('an accountId that', () => {
    const remove = (query: string) => () => user.fetch(`${devto}${query}`, { method: 'DELETE' })

    it.each([
      ['is missing', ''],
      ['is empty', '?accountId='],
      ['is doubled', '?accountId=a&accountId=b'],
      ['is an array', '?accountId[]=a'],
      ['is far too long', `?accountId=${'a'.repeat(5000)}`],
      ['has a null character', '?accountId=a%00b'],
    ])('%s is 400', async (_, query) => {
      await expectRefusal(remove(query), 'INVALID_REQUEST')
    })

    it('is no text in a renewal is 400', async () => {
      for (const accountId of [undefined, 5, '', 'a\0b', 'a'.repeat(5000)]) {
        await expectRefusal(() => user.fetch(`${devto}/refresh`, { json: { accountId } }), 'INVALID_REQUEST')
      }
    })

    it.each(injections)('is %j is looked up and not found', async (text) => {
      await expectRefusal(remove(`?accountId=${encodeURIComponent(text)}`), 'ACCOUNT_NOT_FOUND')
    })

    it('is encoded is decoded once', async () => {
      const id = await connect(user)
      const encoded = [...id].map(character => `%${character.charCodeAt(0).toString(16)}`).join('')
      const response = await remove(`?accountId=${encoded}`)()
      expect(await response.json()).toEqual({ success: true, revocation: 'unsupported' })
      await expectRefusal(remove(`?accountId=${encoded}`), 'ACCOUNT_NOT_FOUND')
    })
  })

  describe('SQL and HTML', () => {
    it.each(injections)('%j in a platform is 404', async (text) => {
      const response = await user.fetch(`/api/auth/${encodeURIComponent(text)}/accounts`)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ code: expect.stringMatching(/UNKNOWN_PLATFORM|NOT_FOUND/) as string })
    })

    it.each(injections)('%j in a key is refused', async (text) => {
      const visitor = await signUp(server)
      const before = await contents()
      const response = await visitor.fetch(devto, { json: { apiKey: text } })
      expect([400, 422]).toContain(response.status)
      expect(await response.text()).not.toContain(text)
      expect(await contents()).toEqual(before)
    })

    it('in what a platform says of an account is kept as text and shown as text', async () => {
      const visitor = await signUp(server)
      const nasty = '<img src=x onerror=alert(1)>\'); DROP TABLE "posts"; --'
      await server.sandbox.addIdentity('devto', { id: 'nasty', name: nasty })
      await visitor.json(devto, { json: { apiKey: await server.sandbox.issueKey('nasty') } })
      expect(await visitor.json(devto)).toMatchObject([{ name: nasty }])
      expect(await server.database.rows('select * from posts')).toEqual([])
    })
  })

  // What follows is refused before anything is written.
  if (dialect === 'postgresql') return

  describe('an address that is none', () => {
    it.each(['myspace', 'twitter', 'credential', 'constructor', '__proto__', 'toString'])('unknown platform %s is 404', async (platform) => {
      const path = `/api/auth/${platform}/accounts`
      await expectRefusal(() => user.fetch(path), 'UNKNOWN_PLATFORM')
      await expectRefusal(() => user.fetch(path, { json: key }), 'UNKNOWN_PLATFORM')
      await expectRefusal(() => user.fetch(`${path}?accountId=x`, { method: 'DELETE' }), 'UNKNOWN_PLATFORM')
    })

    it.each(['/api', '/api/nothing', '/api/auth/nothing', '/api/auth/devto/nothing', '/api/auth/devto/accounts/nothing'])('%s is 404', async (path) => {
      await expectRefusal(() => user.fetch(path), 'NOT_FOUND')
      await expectRefusal(() => user.fetch(path, { json: {} }), 'NOT_FOUND')
    })
  })

  describe('a method it does not take', () => {
    it.each([
      ['/api/health', ['POST', 'PUT', 'DELETE'], 'GET'],
      ['/api/auth/platforms', ['POST', 'DELETE'], 'GET'],
      ['/api/auth/accounts', ['POST', 'PUT', 'PATCH', 'DELETE'], 'GET'],
      [devto, ['PUT', 'PATCH'], 'GET, POST, DELETE'],
    ])('%s is 405 and says which it takes', async (path, methods, allowed) => {
      for (const method of methods) {
        const response = await expectRefusal(() => user.fetch(path, { method }), 'METHOD_NOT_ALLOWED')
        expect(response.headers.get('allow')).toBe(allowed)
      }
    })

    it('and HEAD is answered as GET, without the body', async () => {
      for (const path of ['/api/health', '/api/auth/platforms', '/api/auth/accounts', devto]) {
        const response = await user.fetch(path, { method: 'HEAD' })
        expect([path, response.status, await response.text()]).toEqual([path, 200, ''])
      }
    })

    it('a key for an OAuth platform is 405', async () => {
      const response = await expectRefusal(() => user.fetch('/api/auth/reddit/accounts', { json: key }), 'CONNECT_BY_CONSENT')
      expect(response.headers.get('allow')).toBe('GET, DELETE')
    })
  })

  describe('a body that is none', () => {
    it.each([
      ['malformed JSON', '{"apiKey": ', 'MALFORMED_BODY'],
      ['nothing', '', 'MALFORMED_BODY'],
      ['a string', '"key"', 'INVALID_REQUEST'],
      ['null', 'null', 'INVALID_REQUEST'],
      ['an array', '[]', 'INVALID_REQUEST'],
      ['no key', '{}', 'INVALID_REQUEST'],
      ['a number for a key', '{"apiKey": 1}', 'INVALID_REQUEST'],
      ['an object for a key', '{"apiKey": {"$ne": null}}', 'INVALID_REQUEST'],
      ['an empty key', '{"apiKey": ""}', 'INVALID_REQUEST'],
      ['a blank key', '{"apiKey": "   "}', 'INVALID_REQUEST'],
      ['a key of two lines', '{"apiKey": "a\\r\\nx-evil: 1"}', 'INVALID_REQUEST'],
      ['a key of 10 kB', JSON.stringify({ apiKey: 'k'.repeat(10_000) }), 'INVALID_REQUEST'],
      ['a body of 2 MB', JSON.stringify({ apiKey: 'k'.repeat(2_000_000) }), 'BODY_TOO_LARGE'],
    ] as const)('%s', async (_, body, code) => {
      await expectRefusal(() => user.fetch(devto, { method: 'POST', body, headers: { 'content-type': 'application/json' } }), code)
    })

    it('2 MB in chunks, without saying so first', async () => {
      const before = await contents()
      const status = await sendChunks(user, devto, 'x'.repeat(64 * 1024), 32)
      expect(status).toBe(413)
      expect(await contents()).toEqual(before)
    })

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])('content type %j is 415', async (type) => {
      await expectRefusal(() => user.fetch(devto, { method: 'POST', body: new Blob([JSON.stringify(key)]), headers: { 'content-type': type } }), 'UNSUPPORTED_MEDIA_TYPE')
    })
  })

  describe('a platform that', () => {
    async function submit(visitor: Visitor) {
      return visitor.fetch(devto, { json: { apiKey: await server.sandbox.issueKey('bob') } })
    }

    it('refuses the key is 422', async () => {
      await expectRefusal(() => user.fetch(devto, { json: { apiKey: 'no-such-key' } }), 'KEY_REFUSED')
    })

    it.each([
      ['is down', { kind: 'drop' }, 'PLATFORM_UNREACHABLE'],
      ['fails', { kind: 'status', status: 500 }, 'PLATFORM_UNREACHABLE'],
      ['answers HTML', { kind: 'html' }, 'PLATFORM_UNREACHABLE'],
      ['answers half', { kind: 'malformed' }, 'PLATFORM_UNREACHABLE'],
      ['redirects', { kind: 'status', status: 302, headers: { location: 'https://dev.to/elsewhere' } }, 'PLATFORM_UNREACHABLE'],
      ['answers something else', { kind: 'status', status: 200, body: '{"id":"nine"}' }, 'PLATFORM_UNREACHABLE'],
      ['is slow', { kind: 'delay', ms: 3000 }, 'PLATFORM_TIMEOUT'],
    ] as const)('%s stores nothing', async (_, fault, code) => {
      const visitor = await signUp(server)
      await server.sandbox.fault({ platform: 'devto', endpoint: 'profile', fault })
      const response = await expectRefusal(() => submit(visitor), code)
      expect(response.status).toBe(errorCatalogue[code].status)
      await server.sandbox.clearFaults()
    })

    it('asks to wait passes on for how long', async () => {
      const visitor = await signUp(server)
      await server.sandbox.fault({ platform: 'devto', endpoint: 'profile', fault: { kind: 'status', status: 429, headers: { 'retry-after': '17' } } })
      const response = await expectRefusal(() => submit(visitor), 'PLATFORM_UNREACHABLE')
      expect(response.headers.get('retry-after')).toBe('17')
    })
  })

  describe('a page elsewhere that sends the user\'s cookies', () => {
    const origins = ['https://evil.example', 'null', '', 'http://localhost:1', 'http://localhost.evil.example']

    it.each(origins)('with Origin %j changes nothing', async (origin) => {
      await expectRefusal(() => user.fetch(devto, { json: key, headers: { origin } }), 'UNTRUSTED_ORIGIN')
      await expectRefusal(() => user.fetch(`${devto}?accountId=${own}`, { method: 'DELETE', headers: { origin } }), 'UNTRUSTED_ORIGIN')
    })

    it.each(['https://evil.example', 'null'])('nor does Better Auth let Origin %j start a link', async (origin) => {
      const response = await user.fetch('/api/auth/link-social', { json: { provider: 'reddit', callbackURL: '/' }, headers: { origin } })
      expect(response.status).toBe(403)
    })

    it('and no account leads to a page elsewhere', async () => {
      for (const field of ['callbackURL', 'errorCallbackURL']) {
        const response = await user.fetch('/api/auth/link-social', { json: { provider: 'reddit', callbackURL: '/', [field]: 'https://evil.example/' } })
        expect(response.status).toBe(403)
      }
    })
  })
}, { PLATFORM_TIMEOUT_MS: '1000' })

/** Streams a body of unknown length, as a client that never says how much is coming. */
async function sendChunks(visitor: Visitor, path: string, chunk: string, times: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sending = request(new URL(path, visitor.server.url), {
      method: 'POST',
      headers: {
        'origin': visitor.server.url,
        'cookie': [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'content-type': 'application/json',
        'transfer-encoding': 'chunked',
      },
    }, response => resolve(response.resume().statusCode))
    sending.on('error', reject)
    for (let sent = 0; sent < times; sent++) sending.write(chunk)
    sending.end()
  })
}
