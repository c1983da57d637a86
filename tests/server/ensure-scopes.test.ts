import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { createConnect } from '../../composables/create-connect'
import { useIntegration } from '../../composables/useIntegration'
import type { UseIntegrationReturn } from '../../composables/useIntegration'
import type { Account } from '../../shared/account'
import { startServer } from '../setup/server'
import { newIdentity, signUp } from '../setup/user'
import type { Visitor } from '../setup/user'

const server = await startServer('sqlite')
afterAll(server.stop)
afterEach(() => vi.unstubAllGlobals())

/** The composable of a page of this user, and where that page has gone. */
async function openPage(user: Visitor) {
  const location = { href: `${server.url}/integrations`, origin: server.url }
  vi.stubGlobal('location', location)
  vi.stubGlobal('addEventListener', () => {})
  const { promise: used, resolve } = Promise.withResolvers<UseIntegrationReturn<'reddit'>>()
  const page = createSSRApp({
    setup() {
      resolve(useIntegration('reddit'))
      return () => h('main')
    },
  })
  await renderToString(page.use(createConnect({ cache: { enabled: false }, fetch: (path, init) => user.fetch(String(path), init as object) })))
  return { location, reddit: await used }
}

async function leaves(location: { href: string }): Promise<string[]> {
  await expect.poll(() => location.href).toMatch(/authorize\?/)
  return new URL(location.href).searchParams.get('scope')!.split(' ').toSorted()
}

async function twoAccounts(): Promise<{ user: Visitor, accounts: Account<'reddit'>[] }> {
  const user = await signUp(server)
  await user.link('reddit', await newIdentity(server, 'reddit'))
  const { url } = await user.json<{ url: string }>('/api/auth/link-social', { json: { provider: 'reddit', callbackURL: '/', scopes: ['submit'] } })
  await user.decide(url, { identity: await newIdentity(server, 'reddit'), decision: 'approve' })
  return { user, accounts: await user.json('/api/auth/reddit/accounts') }
}

it('asks for what a chosen account lacks, beside what it has, and for nothing of the others', async () => {
  const { user, accounts } = await twoAccounts()
  const { location, reddit } = await openPage(user)
  void reddit.ensureScopes(['mysubreddits'], accounts[0]!.id)
  expect(await leaves(location)).toEqual(['identity', 'mysubreddits', 'read'])
  expect(new URL(location.href).searchParams.get('state')).toBeTruthy()
})

it('asks for nothing that an account has', async () => {
  const { user, accounts } = await twoAccounts()
  const { location, reddit } = await openPage(user)
  expect(await reddit.ensureScopes(['submit'])).toBe(true)
  expect(await reddit.ensureScopes(['submit'], accounts[1]!.id)).toBe(true)
  expect(location.href).toBe(`${server.url}/integrations`)
})

it('connects one account again with all it was granted', async () => {
  const { user, accounts } = await twoAccounts()
  const { location, reddit } = await openPage(user)
  await reddit.refetch()
  void reddit.reconnect(accounts[1]!.id)
  expect(await leaves(location)).toEqual(['identity', 'read', 'submit'])
})

it('connects with exactly what was chosen', async () => {
  const { user } = await twoAccounts()
  const { location, reddit } = await openPage(user)
  void reddit.connect(['mysubreddits'], { exactly: true })
  expect(await leaves(location)).toEqual(['identity', 'mysubreddits'])
})

it('does not bring back what was left out, neither for more nor again', async () => {
  const user = await signUp(server)
  const { url } = await user.json<{ url: string }>('/api/auth/link-social', { json: { provider: 'reddit', callbackURL: '/', additionalData: { exactly: true } } })
  await user.decide(url, { identity: await newIdentity(server, 'reddit'), decision: 'approve' })
  const [account] = await user.json<Account<'reddit'>[]>('/api/auth/reddit/accounts')
  for (const [ask, scopes] of [
    [reddit => reddit.ensureScopes(['submit']), ['identity', 'submit']],
    [reddit => reddit.reconnect(account!.id), ['identity']],
  ] as [(reddit: UseIntegrationReturn<'reddit'>) => unknown, string[]][]) {
    const { location, reddit } = await openPage(user)
    await reddit.refetch()
    void ask(reddit)
    expect(await leaves(location)).toEqual(scopes)
  }
})
