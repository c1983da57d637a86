import { afterAll, beforeAll, expect, it } from 'vitest'
import { describePlatform } from '../../dev/testing'
import type { ServerPlatforms } from '../../shared/account'
import { layeredApp, startServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { signUp, Visitor } from '../setup/user'
import acme from '../fixtures/app/connect/platforms/acme'
import vaultly from '../fixtures/app/connect/platforms/vaultly'

let server: TestServer

beforeAll(async () => {
  server = await startServer('sqlite', {}, layeredApp)
})
afterAll(() => server?.stop())

const offers = async (query = '') => (await new Visitor(server).json<ServerPlatforms>(`/api/auth/platforms${query}`)).platforms as Record<string, ServerPlatforms['platforms'][keyof ServerPlatforms['platforms']]>

it('offers the platforms that the app chose, its own among them, in its order and groups', async () => {
  const platforms = await offers()
  expect(Object.entries(platforms).map(([id, offer]) => [id, offer?.group])).toEqual([
    ['reddit', undefined], ['x', undefined], ['google', undefined],
    ['acme', 'Arbeit'], ['vaultly', 'Arbeit'], ['devto', 'Arbeit'],
  ])
  expect(platforms.acme).toMatchObject({ name: 'Acme', kind: 'oauth', color: '#c2410c', enabled: true, signUp: false })
  expect(platforms.vaultly).toMatchObject({ name: 'Vaultly', kind: 'apikey', enabled: true })
})

it('tells what pages show of the app\'s own on demand', async () => {
  const platforms = await offers('?details=vaultly')
  expect(platforms.vaultly?.details?.credentials.map(({ name, secret }) => [name, secret])).toEqual([['workspace', false], ['token', true]])
  expect(platforms.acme?.details).toBeUndefined()
})

it.each(['bluesky', 'github', 'mastodon', 'constructor'])('%s, which the app left out, is not found', async (platform) => {
  const user = await signUp(server)
  for (const init of [{}, { method: 'POST', headers: { 'content-type': 'application/json', 'origin': server.url }, body: '{"apiKey":"key"}' }]) {
    const response = await user.fetch(`/api/auth/${platform}/accounts`, init)
    expect([response.status, (await response.json() as { code: string }).code]).toEqual([404, 'UNKNOWN_PLATFORM'])
  }
})

it('lists accounts of the chosen platforms alone', async () => {
  const accounts = await (await signUp(server)).json<object>('/api/auth/accounts')
  expect(Object.keys(accounts)).toEqual(['reddit', 'x', 'google', 'acme', 'vaultly', 'devto'])
})

describePlatform(acme, { url: () => server.url, sandbox: () => server.sandbox })
describePlatform(vaultly, { url: () => server.url, sandbox: () => server.sandbox })
