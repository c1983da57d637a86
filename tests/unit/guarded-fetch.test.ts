import { lookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { callPlatform } from '../../server/platforms/call-platform'
import { createGuardedFetch } from '../../server/platforms/guarded-fetch'
import type { GuardOptions } from '../../server/platforms/guarded-fetch'
import { isPublicAddress } from '../../server/platforms/public-address'
import { readHost } from '../../server/platforms/read-host'

const cert = readFileSync('tests/fixtures/tls/cert.pem', 'utf8')
const key = readFileSync('tests/fixtures/tls/key.pem', 'utf8')

/** A server on this machine that the tests let stand for one on the internet. */
const server = createServer({ cert, key })
let answer: RequestListener
let port: number
let connections = 0
const requests: IncomingMessage[] = []

beforeAll(async () => {
  server.on('connection', () => connections++)
  server.on('request', (request, response) => {
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
afterEach(() => {
  connections = 0
  requests.length = 0
  vi.unstubAllEnvs()
})

/** DNS that answers what the test says, one answer a question; the last one is repeated. */
function dns(...answers: string[][]) {
  const asked: string[] = []
  const resolve = ((hostname: string, _options: unknown, callback: (error: Error | null, addresses: LookupAddress[]) => void) => {
    asked.push(hostname)
    const addresses = answers[Math.min(asked.length, answers.length) - 1]!
    setImmediate(callback, null, addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })))
  }) as typeof lookup
  return { asked, lookup: resolve }
}

/** Calls a host whose DNS is the given one. Only 127.0.0.1 counts as public unless the test says otherwise. */
function call(options: GuardOptions, { url = 'https://social.example.org/api', timeout = 5000 } = {}) {
  const fetch = createGuardedFetch({ port, ca: cert, isAllowed: address => address === '127.0.0.1', ...options })
  return callPlatform('mastodon', url, { headers: { authorization: 'Bearer secret' } }, timeout, { guarded: true, fetch })
}

const refused = expect.objectContaining({ code: 'HOST_REFUSED', status: 422, platform: 'mastodon' })

describe('a host name as a user types it', () => {
  it.each([
    ['mastodon.social', 'mastodon.social'],
    ['  Mastodon.Social ', 'mastodon.social'],
    ['https://Mastodon.Social/', 'mastodon.social'],
    ['HTTPS://mastodon.social/@me?x=1#y', 'mastodon.social'],
    ['mastodon.social/@me', 'mastodon.social'],
    ['@me@mastodon.social', 'mastodon.social'],
    ['me@mastodon.social', 'mastodon.social'],
    ['bücher.example.org', 'xn--bcher-kva.example.org'],
    ['ｍａｓｔｏｄｏｎ．social', 'mastodon.social'],
    ['a-b.c1.co.uk', 'a-b.c1.co.uk'],
  ])('%s is %s', (text, host) => expect(readHost(text)).toBe(host))

  it.each([
    // Nothing, or no name.
    '', ' ', '@', 'https://', '/', 'mastodon', 'mastodon.', '.social', 'a..b', 'mastodon.social.', `${'a'.repeat(64)}.social`, `${'abc.'.repeat(70)}social`, '-a.social', 'a_b.social',
    // Other schemes, ports, credentials.
    'http://mastodon.social', 'ftp://mastodon.social', 'file:///etc/passwd', '//mastodon.social', 'mastodon.social:443', 'https://mastodon.social:8443/', 'https://me:secret@mastodon.social', 'https://me@mastodon.social', 'a@b@mastodon.social',
    // What parsers read differently.
    'mastodon.social\\@localhost', 'masto\ndon.social', 'mastodon .social', 'mastodon.social%2f@localhost', 'mastodon.social\u0000.example.org', '%6cocalhost',
    // Loopback, private, link-local and metadata, in every notation.
    '127.0.0.1', 'https://127.0.0.1/', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.0.0.1', '0177.0.0.1', '017700000001', '127.0.0.1.', '１２７.０.０.１', '①②⑦.0.0.1', '0', '0.0.0.0',
    '10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '169.254.169.254', '2852039166', '0xa9fea9fe', '255.255.255.255',
    '[::1]', '::1', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '::ffff:169.254.169.254', '[fe80::1]', '[fe80::1%25eth0]', '[fd00:ec2::254]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[2001:0:1::]',
    'me@127.0.0.1', '@me@localhost', '@me@[::1]',
    // A public address is no name either.
    '8.8.8.8', '[2606:4700::1111]',
    // Names that lead nowhere public.
    'localhost', 'LOCALHOST', 'a.localhost', 'localhost.localdomain', 'printer.local', 'metadata.google.internal', 'db.internal', 'a.test', 'mastodon.sandbox.test', 'a.example', 'a.invalid', 'a.onion', 'router.lan', 'nas.home', '1.0.0.127.in-addr.arpa', 'a.home.arpa', 'wiki.corp',
  ])('%j is refused', text => expect(() => readHost(text)).toThrow(expect.objectContaining({ code: 'HOST_REFUSED', status: 422 })))

  it('takes hosts of the sandbox only from a server that uses one', () => {
    vi.stubEnv('SANDBOX_URL', 'http://127.0.0.1:4010')
    vi.stubEnv('ALLOW_SANDBOX_IN_PRODUCTION', 'true')
    expect(readHost('@me@Mastodon.Sandbox.Test')).toBe('mastodon.sandbox.test')
    expect(() => readHost('another.test')).toThrow()
  })
})

describe('an address', () => {
  it.each(['8.8.8.8', '93.184.216.34', '172.15.0.1', '172.32.0.1', '100.128.0.1', '198.20.0.1', '223.255.255.255', '2606:4700::1111', '2a00:1450:4001:80b::200e', '2001:4860:4860::8888'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    '0.0.0.0', '0.1.2.3', '10.255.255.255', '100.64.0.1', '100.100.100.200', '100.127.255.255', '127.0.0.1', '127.255.255.255', '168.63.129.16', '169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255',
    '192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.0.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::127.0.0.1', '::ffff:8.8.8.8', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1', '100::1', '2001::1', '2001:0:4136:e378::1', '2001:2::1', '2001:10::1', '2001:20::1', '2001:db8::1', '2002:7f00:1::1',
    '3fff::1', '4000::1', '5f00::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', '2606:4700::1111%eth0', 'fec0::1', 'ff02::1', '', 'localhost', '2130706433', '127.1',
  ])('%j is not public', address => expect(isPublicAddress(address)).toBe(false))
})

describe('a guarded call', () => {
  it('reaches a host with a public address, by its name', async () => {
    answer = (_, response) => response.end('{"id":1}')
    const { asked, lookup } = dns(['127.0.0.1'])
    expect(await call({ lookup })).toEqual({ status: 200, ok: true, body: { id: 1 } })
    expect(asked).toEqual(['social.example.org'])
    expect(requests[0]!.headers).toMatchObject({ host: 'social.example.org', authorization: 'Bearer secret', accept: 'application/json' })
  })

  it.each([
    ['loopback', ['127.0.0.1']],
    ['private', ['10.0.0.1']],
    ['metadata', ['169.254.169.254']],
    ['IPv4 in IPv6', ['::ffff:127.0.0.1']],
    ['one of several', ['93.184.216.34', '2606:4700::1111', '192.168.1.1']],
    ['none', []],
  ])('opens no connection to a name whose address is %s', async (_, addresses) => {
    const { lookup } = dns(addresses)
    await expect(call({ lookup, isAllowed: undefined })).rejects.toEqual(refused)
    expect(connections).toBe(0)
  })

  it('uses the very addresses that it checked, however DNS changes', async () => {
    answer = (_, response) => response.writeHead(200, { connection: 'close' }).end('{}')
    const { asked, lookup } = dns(['127.0.0.1'], ['127.0.0.2'])
    const fetch = createGuardedFetch({ lookup, port, ca: cert, isAllowed: address => address === '127.0.0.1' })
    const twice = () => callPlatform('mastodon', 'https://social.example.org/api', {}, 5000, { guarded: true, fetch })
    expect((await twice()).ok).toBe(true)
    // One question a connection: there is no second answer that could differ from the checked one.
    expect(asked).toHaveLength(1)
    await expect(twice()).rejects.toEqual(refused)
    expect([asked.length, connections]).toEqual([2, 1])
  })

  it('asks the real resolver, and refuses what leads to this machine', async () => {
    // Whatever the file of hosts says: this name exists everywhere and is local everywhere.
    const viaHosts = ((_: string, options: object, callback: never) => lookup('localhost', options, callback)) as typeof lookup
    await expect(call({ lookup: viaHosts, isAllowed: undefined })).rejects.toEqual(refused)
    expect(connections).toBe(0)
  })

  it('refuses a name that does not exist, as one that it may not reach', async () => {
    const lookup = ((_: string, __: unknown, callback: (error: Error) => void) => callback(Object.assign(new Error('none'), { code: 'ENOTFOUND' }))) as unknown as GuardOptions['lookup']
    await expect(call({ lookup })).rejects.toEqual(refused)
  })

  it('may work another time when DNS does not answer', async () => {
    const lookup = ((_: string, __: unknown, callback: (error: Error) => void) => callback(Object.assign(new Error('later'), { code: 'EAI_AGAIN' }))) as unknown as GuardOptions['lookup']
    await expect(call({ lookup })).rejects.toMatchObject({ code: 'PLATFORM_UNREACHABLE' })
  })

  it.each(['http://social.example.org/', 'https://social.example.org:8443/', 'https://me:secret@social.example.org/', 'https://127.0.0.1/', 'https://[::ffff:127.0.0.1]/', 'https://2130706433/', 'https://localhost/', 'https://mastodon.sandbox.test/'])('refuses %s before it asks DNS', async (url) => {
    const { asked, lookup } = dns(['127.0.0.1'])
    await expect(call({ lookup }, { url })).rejects.toEqual(refused)
    expect([asked, connections]).toEqual([[], 0])
  })

  it('does not believe a server without a certificate for the name', async () => {
    answer = (_, response) => response.end('{}')
    await expect(call({ lookup: dns(['127.0.0.1']).lookup }, { url: 'https://other.example.net/' })).rejects.toMatchObject({ code: 'PLATFORM_UNREACHABLE' })
    expect(requests).toEqual([])
  })

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i)', async (status) => {
    answer = (_, response) => response.writeHead(status, { location: 'https://social.example.org/secret' }).end()
    await expect(call({ lookup: dns(['127.0.0.1']).lookup })).rejects.toEqual(refused)
    expect(requests).toHaveLength(1)
  })

  it('takes an answer of one megabyte, and not one byte more', async () => {
    const { lookup } = dns(['127.0.0.1'])
    answer = (_, response) => response.end(JSON.stringify('x'.repeat(1_048_574)))
    expect((await call({ lookup })).body).toHaveLength(1_048_574)
    answer = (_, response) => response.end(JSON.stringify('x'.repeat(1_048_575)))
    await expect(call({ lookup })).rejects.toEqual(refused)
  })

  it('hangs up on an answer that never ends', async () => {
    const hungUp = new Promise((resolve) => {
      answer = (_, response) => {
        const send = setInterval(() => response.write('x'.repeat(65_536)), 1)
        response.once('close', () => resolve(clearInterval(send)))
      }
    })
    await expect(call({ lookup: dns(['127.0.0.1']).lookup })).rejects.toEqual(refused)
    await hungUp
  })

  it('counts what a compressed answer unpacks to', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000)))
    await expect(call({ lookup: dns(['127.0.0.1']).lookup })).rejects.toEqual(refused)
  })

  it.each(['before', 'during'])('gives up in time on an answer that stops %s its body', async (moment) => {
    answer = (_, response) => void (moment === 'during' && response.write('{'))
    await expect(call({ lookup: dns(['127.0.0.1']).lookup }, { timeout: 300 })).rejects.toMatchObject({ code: 'PLATFORM_TIMEOUT' })
  })
})

describe('a call to a host of a definition', () => {
  const plain = { timeout: 5000 }
  const respond = (body: string | ReadableStream, init?: ResponseInit) => () => Promise.resolve(new Response(body, init))

  it('follows no redirect and reads no endless answer either, and says that it may work another time', async () => {
    const endless = new ReadableStream({ pull: controller => controller.enqueue(new Uint8Array(65_536)) })
    for (const fetch of [respond('', { status: 302 }), respond(endless)]) {
      await expect(callPlatform('x', 'https://api.x.com/2/users/me', {}, plain.timeout, { fetch })).rejects.toMatchObject({ code: 'PLATFORM_UNREACHABLE', platform: 'x' })
    }
  })

  it('passes Retry-After on', async () => {
    const fetch = respond('', { status: 429, headers: { 'retry-after': '7' } })
    await expect(callPlatform('x', 'https://api.x.com/2/users/me', {}, plain.timeout, { fetch })).rejects.toMatchObject({ code: 'PLATFORM_UNREACHABLE', headers: { 'retry-after': '7' } })
  })
})
