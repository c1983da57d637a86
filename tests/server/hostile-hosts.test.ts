import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { signUp } from '../setup/user'
import type { Visitor } from '../setup/user'

/** What nobody may point this server at, as a user could type it. What a name resolves to is tested beside the guard. */
const hostile = {
  'no name': ['', 'mastodon', 'mastodon.social.', 'a_b.social', 'mastodon .social', 'masto\ndon.social', `${'a'.repeat(64)}.social`],
  'a port, credentials or another scheme': ['mastodon.social:443', 'mastodon.social:8443', 'https://me:secret@mastodon.social', 'http://mastodon.social', 'file:///etc/passwd', 'gopher://mastodon.social'],
  'what parsers read differently': ['mastodon.social\\@localhost', 'mastodon.social%2f@localhost', 'mastodon.social\u0000.example.org', '%6cocalhost'],
  'loopback': ['localhost', 'a.localhost', 'localhost.localdomain', '127.0.0.1', 'https://127.0.0.1/', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '１２７.０.０.１', '0.0.0.0', '0', '[::1]', '::1', '[::]'],
  'IPv4 in IPv6': ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '::ffff:10.0.0.1', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[2001:0:1::]'],
  'private and link-local': ['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '[fc00::1]', '[fe80::1]', 'router.lan', 'printer.local', 'wiki.corp', 'a.home.arpa', 'another.test'],
  'metadata': ['169.254.169.254', '2852039166', '0xa9fea9fe', '[fd00:ec2::254]', 'metadata.google.internal', '168.63.129.16', '100.100.100.200'],
  'a public address': ['8.8.8.8', '134744072', '[2606:4700::1111]'],
}

/** The two ways to name a host: for consent, and with an app password. */
const ways = {
  mastodon: (user: Visitor, host: unknown) => user.fetch('/api/auth/link-social', { json: { provider: 'mastodon', callbackURL: '/', additionalData: { host } } }),
  bluesky: (user: Visitor, host: unknown) => user.fetch('/api/auth/bluesky/accounts', { json: { host, identifier: 'alice.bluesky.sandbox.test', appPassword: 'abcd-efgh-ijkl-mnop' } }),
}
const platforms = Object.keys(ways) as (keyof typeof ways)[]

describe('Hosts that users name', () => {
  let server: TestServer

  beforeAll(async () => {
    server = await startServer('sqlite')
  })
  afterAll(() => server?.stop())
  beforeEach(() => server.sandbox.reset())

  const stored = async () => Object.fromEntries(await Promise.all([
    ['account', `select * from "account" where "providerId" <> 'credential'`],
    ['connection', 'select * from "connection"'],
    ['platformClient', 'select * from "platformClient"'],
  ].map(async ([table, query]) => [table, await server.database.rows(query!)])))

  const nothing = { account: [], connection: [], platformClient: [] }

  describe.each(platforms)('%s', (platform) => {
    let user: Visitor | undefined

    it.each(Object.entries(hostile))('refuses %s, calls nobody and stores nothing', async (_, hosts) => {
      for (const [index, host] of hosts.entries()) {
        // Where there is a default, an empty host means that one.
        if (host === '' && platform === 'bluesky') continue
        // Few attempts each, so that their limit does not answer first.
        user = user && index % 4 ? user : await signUp(server)
        const response = await ways[platform](user, host)
        expect([host, response.status, await response.json()]).toEqual([host, 422, expect.objectContaining({ code: 'HOST_REFUSED' })])
      }
      expect(await server.sandbox.requests()).toEqual([])
      expect(await stored()).toEqual(nothing)
    })
    it.each([[['mastodon.social']], [{ host: 'mastodon.social' }], [42], [true], ['a'.repeat(5000)]])('refuses %j, which is no name at all', async (host) => {
      const response = await ways[platform](await signUp(server), host)
      expect([400, 422]).toContain(response.status)
      expect(await server.sandbox.requests()).toEqual([])
      expect(await stored()).toEqual(nothing)
    })

    it('refuses a host that redirects, and stores nothing', async () => {
      const endpoint = platform === 'mastodon' ? 'register' : 'token'
      await server.sandbox.fault({ platform, endpoint, fault: { kind: 'status', status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } } })
      const response = await ways[platform](await signUp(server), `${platform}.sandbox.test`)
      expect([response.status, await response.json()]).toEqual([422, expect.objectContaining({ code: 'HOST_REFUSED' })])
      expect(await server.sandbox.requests()).toHaveLength(1)
      expect(await stored()).toEqual(nothing)
    })
  })

  it('refuses a Bluesky server that claims an account which is at another one', async () => {
    const { identifier, appPassword } = await server.sandbox.issueCredentials('bluesky', 'alice')
    const response = await (await signUp(server)).fetch('/api/auth/bluesky/accounts', { json: { host: 'impostor.sandbox.test', identifier, appPassword } })
    expect([response.status, await response.json()]).toEqual([422, expect.objectContaining({ code: 'HOST_REFUSED' })])
    expect(await stored()).toEqual(nothing)
  })

  it('keeps accounts of the same id at two hosts apart', async () => {
    const user = await signUp(server)
    for (const host of ['mastodon.sandbox.test', 'https://Other.Sandbox.Test/@alice']) {
      const response = await ways.mastodon(user, host)
      const { url } = await response.json() as { url: string }
      expect(await user.decide(url, { identity: 'alice', decision: 'approve' })).not.toContain('error=')
    }
    const accounts = await user.json<{ accountId: string, host: string, username: string }[]>('/api/auth/mastodon/accounts')
    expect(accounts.map(({ accountId, host, username }) => [accountId, host, username]).sort()).toEqual(['mastodon.sandbox.test', 'other.sandbox.test']
      .map(host => [`110000000000000001@${host}`, host, `sandbox_alice@${host}`]))
    expect((await server.database.rows('select "host" from "platformClient" order by "host"')).map(row => row.host)).toEqual(['mastodon.sandbox.test', 'other.sandbox.test'])
  })
})
