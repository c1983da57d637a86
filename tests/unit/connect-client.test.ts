import { afterEach, describe, expect, it, vi } from 'vitest'
import { createConnectClient } from '../../client/connect-client'
import type { ConnectClient, ConnectClientOptions } from '../../client/connect-client'
import type { AccountCache, CachedAccounts } from '../../client/cache'
import { ConnectError } from '../../shared/connect-error'
import type { Account, AccountsByPlatform, PlatformDetails, PlatformOffer, ServerPlatforms } from '../../shared/account'

// Behaviour that depends on the order of responses, which a real network does not keep.

type Answer = { status?: number, body?: unknown, headers?: Record<string, string> }

interface Call { path: string, method: string, headers: Record<string, string>, body: unknown, credentials?: string, answer: (answer: Answer) => Promise<void> }

const user = (id: string) => ({ id, name: id, email: `${id}@example.com`, secret: 'never kept' })
const listOf = (userId: string, ...ids: string[]): AccountsByPlatform => ({ reddit: ids.map(id => ({ id, userId, platform: 'reddit' }) as Account<'reddit'>), x: [], google: [], github: [], mastodon: [], bluesky: [], devto: [] })

const details: PlatformDetails = { permissions: [], features: ['Post'], credentials: [], helpUrl: 'https://example.com' }
const offer = (changes: Partial<PlatformOffer> = {}): PlatformOffer => ({ name: 'Name', kind: 'oauth', color: '#000000', enabled: true, signIn: true, signUp: false, ...changes })
/** An answer of `GET /platforms`, with the details of the platforms named. */
const platformsWith = (...ids: string[]): ServerPlatforms => ({
  sandbox: false,
  platforms: Object.fromEntries(['reddit', 'x', 'devto'].map(id => [id, offer(ids.includes(id) ? { details } : {})])),
})

function memoryCache(entry?: CachedAccounts): AccountCache & { kept: () => CachedAccounts | undefined } {
  return {
    kept: () => entry,
    read: async () => entry,
    write: async (_, next) => void (entry = next),
    clear: async () => void (entry = undefined),
  }
}

const clients: ConnectClient[] = []
afterEach(() => {
  clients.splice(0).forEach(client => client.dispose())
  vi.unstubAllGlobals()
})

function make(options: ConnectClientOptions = {}) {
  const calls: Call[] = []
  const fetch = (url: string, init: RequestInit) => new Promise<Response>((resolve, reject) => {
    init.signal?.addEventListener('abort', () => reject(new Error('aborted')))
    calls.push({
      path: url.replace('https://api.example.com/api/auth', ''),
      method: init.method!,
      headers: init.headers as Record<string, string>,
      body: init.body && JSON.parse(String(init.body)),
      credentials: init.credentials,
      async answer({ status = 200, body, headers }) {
        resolve(new Response(body === undefined ? null : JSON.stringify(body), { status, headers }))
        await settled()
      },
    })
  })
  const client = createConnectClient({ apiBasePath: 'https://api.example.com/', fetch: fetch as typeof globalThis.fetch, ...options })
  clients.push(client)
  /** The next call of a path that has not been answered. */
  async function next(path: string): Promise<Call> {
    await settled()
    const index = calls.findIndex(call => call.path === path)
    expect(index, `a call of ${path}`).not.toBe(-1)
    return calls.splice(index, 1)[0]!
  }
  const ids = () => client.state.accounts?.reddit.map(account => account.id)
  return { client, calls, next, ids }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}

/** A client in a browser of sorts: with events, and its list loaded. */
async function open(options: ConnectClientOptions = {}, list = listOf('a', '1', '2')) {
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('BroadcastChannel', undefined)
  const made = make(options)
  made.client.start()
  const loading = made.client.needAccounts()
  await (await made.next('/get-session')).answer({ body: { user: user('a'), session: { token: 'secret' } } })
  await (await made.next('/platforms')).answer({ body: { sandbox: false, platforms: {} } })
  await (await made.next('/accounts')).answer({ body: list, headers: { etag: '"1"' } })
  await loading
  return made
}

describe('Reading', () => {
  it('shares one request among all who ask at the same time', async () => {
    const { client, calls, next } = await open()
    const all = [client.loadAccounts(), client.loadAccounts(), client.needAccounts()]
    await settled()
    expect(calls.map(({ path }) => path)).toEqual(['/accounts'])
    await (await next('/accounts')).answer({ body: listOf('a') })
    await Promise.all(all)
  })

  it('asks with the version it has, and keeps its list when that is current', async () => {
    const { client, next, ids } = await open()
    void client.loadAccounts()
    const call = await next('/accounts')
    expect(call.headers['if-none-match']).toBe('"1"')
    expect(call.credentials).toBe('include')
    await call.answer({ status: 304 })
    expect(ids()).toEqual(['1', '2'])
    expect(client.state).toMatchObject({ stale: false, loading: false, error: undefined })
  })

  it.each([
    ['a failure of the server', { status: 500, body: { error: 'It broke.', code: 'INTERNAL' } }, 'INTERNAL', 'It broke.'],
    ['a page in between', { status: 502, body: '<html>' }, 'INTERNAL', /Something went wrong/],
    ['a success without a list', { status: 200 }, 'INTERNAL', /Something went wrong/],
  ])('keeps the list through %s, marked as stale', async (_, answer, code, message) => {
    const { client, next, ids } = await open()
    void client.loadAccounts()
    await (await next('/accounts')).answer(answer)
    expect(ids()).toEqual(['1', '2'])
    expect(client.state).toMatchObject({ stale: true, loading: false, error: { code } })
    expect(client.state.error!.message).toMatch(message)
    void client.loadAccounts()
    await (await next('/accounts')).answer({ status: 304 })
    expect(client.state).toMatchObject({ stale: false, error: undefined })
  })

  it('takes a 401 for the end of the session', async () => {
    const cache = memoryCache()
    const { client, next } = await open({ cache: { store: cache } })
    expect(cache.kept()).toBeDefined()
    void client.loadAccounts()
    await (await next('/accounts')).answer({ status: 401, body: { error: 'Signed out.', code: 'UNAUTHENTICATED' } })
    expect(client.state).toMatchObject({ user: null, accounts: undefined, error: { code: 'UNAUTHENTICATED' } })
    expect(cache.kept()).toBeUndefined()
  })

  it('does not show one user the list of another', async () => {
    const { client, next, ids } = await open()
    void client.loadAccounts()
    await (await next('/accounts')).answer({ body: listOf('b', '9') })
    expect(ids()).toEqual(['1', '2'])
    await (await next('/get-session')).answer({ body: { user: user('b') } })
    expect(ids()).toBeUndefined()
    const call = await next('/accounts')
    expect(call.headers['if-none-match']).toBeUndefined()
    await call.answer({ body: listOf('b', '9') })
    expect(ids()).toEqual(['9'])
  })

  it('shows nothing after its end', async () => {
    const { client, next } = await open()
    const listener = vi.fn()
    client.subscribe(listener)
    void client.loadAccounts()
    const call = await next('/accounts')
    listener.mockClear()
    client.dispose()
    await call.answer({ body: listOf('a') })
    expect(listener).not.toHaveBeenCalled()
  })
})

describe('The cache', () => {
  const entry = (savedAt: number): CachedAccounts => ({ user: { id: 'a', name: 'a', email: 'a@example.com' }, accounts: listOf('a', '1'), etag: '"1"', savedAt })

  it.each([[60_000, false], [6 * 60_000, true]])('shows a list of %d ms ago with stale: %s', async (age, stale) => {
    vi.stubGlobal('addEventListener', () => {})
    const { client, ids } = make({ cache: { store: memoryCache(entry(Date.now() - age)) } })
    client.start()
    await settled()
    expect(ids()).toEqual(['1'])
    expect(client.state).toMatchObject({ user: { id: 'a' }, stale })
  })

  it('keeps of the session only what pages show', async () => {
    const cache = memoryCache()
    await open({ cache: { store: cache } })
    expect(cache.kept()).toMatchObject({ user: { id: 'a' }, etag: '"1"' })
    expect(JSON.stringify(cache.kept())).not.toMatch(/secret/)
  })

  it('draws a list with the details it needs while the API does not answer, and has them confirmed', async () => {
    vi.stubGlobal('addEventListener', () => {})
    const { client, ids, next } = make({ cache: { store: memoryCache({ ...entry(Date.now()), server: platformsWith('reddit') }) } })
    client.start()
    void client.needPlatforms(['reddit'])
    await settled()
    expect(ids()).toEqual(['1'])
    expect(client.state.server?.platforms.reddit).toMatchObject({ name: 'Name', details })
    const changed = platformsWith('reddit')
    changed.platforms.reddit!.name = 'Changed'
    await (await next('/platforms?details=reddit')).answer({ body: changed })
    expect(client.state.server?.platforms.reddit?.name).toBe('Changed')
  })

  it('keeps the details that were loaded after the list', async () => {
    const cache = memoryCache()
    const { client, next } = await open({ cache: { store: cache } })
    void client.needPlatforms(['reddit'])
    await (await next('/platforms?details=reddit')).answer({ body: platformsWith('reddit') })
    expect(cache.kept()?.server?.platforms.reddit?.details).toEqual(details)
  })

  it('is not asked when switched off, and may fail at everything', async () => {
    const read = vi.fn()
    const fail = () => Promise.reject(new Error('broken'))
    await open({ cache: { enabled: false, store: { read, write: read, clear: read } } })
    expect(read).not.toHaveBeenCalled()
    const { ids } = await open({ cache: { store: { read: fail, write: fail, clear: fail } } })
    expect(ids()).toEqual(['1', '2'])
  })
})

describe('Changing', () => {
  it('a list asked for before a change is not shown after it', async () => {
    const { client, next, ids } = await open()
    void client.loadAccounts()
    const early = await next('/accounts')
    const disconnecting = client.disconnect('reddit', '1')
    expect(ids()).toEqual(['2'])
    await (await next('/reddit/accounts?accountId=1')).answer({ body: { success: true, revocation: 'revoked' } })
    expect(await disconnecting).toEqual({ success: true, revocation: 'revoked' })
    await early.answer({ body: listOf('a', '1', '2') })
    expect(ids()).toEqual(['2'])
    await (await next('/accounts')).answer({ body: listOf('a', '2') })
    expect(ids()).toEqual(['2'])
  })

  it('two that are disconnected at once come and go by themselves', async () => {
    const { client, next, ids } = await open()
    const [first, second] = [client.disconnect('reddit', '1'), client.disconnect('reddit', '2')]
    const refused = expect(second).rejects.toMatchObject({ code: 'LAST_SIGN_IN_METHOD', message: 'Your only one.' })
    expect(ids()).toEqual([])
    await (await next('/reddit/accounts?accountId=2')).answer({ status: 409, body: { error: 'Your only one.', code: 'LAST_SIGN_IN_METHOD', platform: 'reddit' } })
    await refused
    expect(ids()).toEqual(['2'])
    await (await next('/reddit/accounts?accountId=1')).answer({ body: { success: true, revocation: 'revoked' } })
    await first
    expect(ids()).toEqual(['2'])
  })

  it('rejects with the code, the message and the waiting time of the server', async () => {
    const { client, next } = await open()
    const connecting = client.connectWithKey('devto', 'key').catch((error: unknown) => error)
    await (await next('/devto/accounts')).answer({ status: 429, body: { error: 'Wait.', code: 'TOO_MANY_ATTEMPTS', platform: 'devto' }, headers: { 'retry-after': '7' } })
    const error = await connecting
    expect(error).toBeInstanceOf(ConnectError)
    expect(error).toMatchObject({ status: 429, code: 'TOO_MANY_ATTEMPTS', message: 'Wait.', platform: 'devto', headers: { 'retry-after': '7' } })
  })

  it.each([
    ['a second factor', 'SIGN_IN_INCOMPLETE', { twoFactorRedirect: true }],
    ['a verified email address', 'SIGN_IN_INCOMPLETE', { token: null, user: user('b') }],
  ])('fails when signing in needs %s', async (_, code, body) => {
    const { client, next } = make()
    const entering = client.signIn({ email: 'b@example.com', password: 'password' })
    await (await next('/sign-in/email')).answer({ body })
    await expect(entering).rejects.toMatchObject({ code, status: 401 })
    expect(client.state.user).toBeUndefined()
  })

  it('an outcome that arrives after the user changed is not written into the list of the next', async () => {
    const { client, next, ids } = await open()
    const connecting = client.connectWithKey('devto', 'key')
    const call = await next('/devto/accounts')
    const entering = client.signIn({ email: 'b@example.com', password: 'password' })
    await (await next('/sign-in/email')).answer({ body: { user: user('b'), token: 'token' } })
    await (await next('/accounts')).answer({ body: listOf('b', '9') })
    await entering
    await call.answer({ status: 201, body: { id: '7', userId: 'a', platform: 'devto' } })
    await connecting
    expect(ids()).toEqual(['9'])
    expect(client.state.accounts!.devto).toEqual([])
  })
})

describe('Details of platforms', () => {
  it('are loaded by one request for all that ask in one tick, and only once', async () => {
    const { client, calls, next } = await open()
    const all = Promise.all([client.needPlatforms(['reddit']), client.needPlatforms(['x']), client.needPlatforms(['x', 'reddit'])])
    await (await next('/platforms?details=reddit,x')).answer({ body: platformsWith('reddit', 'x') })
    await all
    expect(client.state.server?.platforms.x?.details).toEqual(details)
    await client.needPlatforms(['reddit', 'x'])
    expect(calls).toEqual([])
  })

  it('are in the first request when they are known to be needed by then', async () => {
    const { client, calls, next } = make()
    void client.loadSession()
    void client.needPlatforms(['devto'])
    await next('/platforms?details=devto')
    expect(calls.map(({ path }) => path)).toEqual(['/get-session'])
  })

  it('are shared with callers that ask while they are under way, and stay when others arrive', async () => {
    const { client, next } = await open()
    let isKnown = false
    void client.needPlatforms(['reddit'])
    const call = await next('/platforms?details=reddit')
    void client.needPlatforms(['reddit']).then(() => isKnown = true)
    await settled()
    expect(isKnown).toBe(false)
    await call.answer({ body: platformsWith('reddit') })
    expect(isKnown).toBe(true)
    void client.needPlatforms(['x'])
    await (await next('/platforms?details=x')).answer({ body: platformsWith('x') })
    expect(Object.values(client.state.server!.platforms).map(({ details }) => details !== undefined)).toEqual([true, true, false])
  })

  it('that fail show as an error, and are loaded again with the list', async () => {
    const { client, next } = await open()
    void client.needPlatforms(['reddit'])
    await (await next('/platforms?details=reddit')).answer({ status: 500, body: { code: 'INTERNAL', error: 'It broke.' } })
    expect(client.state).toMatchObject({ error: { message: 'It broke.' }, stale: false })
    void client.loadAccounts()
    await (await next('/accounts')).answer({ status: 304 })
    await (await next('/platforms?details=reddit')).answer({ body: platformsWith('reddit') })
    expect(client.state).toMatchObject({ error: undefined, server: { platforms: { reddit: { details } } } })
  })

  it('that came with the page are not asked for again', async () => {
    const { client, calls } = make({ initial: { user: user('a'), server: platformsWith('reddit'), accounts: listOf('a') } })
    await client.needPlatforms(['reddit'])
    expect(calls).toEqual([])
    expect(client.dehydrate().server).toEqual(platformsWith('reddit'))
  })

  it('of a platform that the server does not offer are asked for once', async () => {
    const { client, calls, next } = await open()
    void client.needPlatforms(['nowhere'])
    await (await next('/platforms?details=nowhere')).answer({ body: platformsWith() })
    await client.needPlatforms(['nowhere'])
    expect(calls).toEqual([])
  })
})

describe('Connecting', () => {
  it.each([
    ['a key alone', 'secret', { apiKey: 'secret' }],
    ['credentials by name, with their host', { identifier: 'ada', appPassword: 'secret', host: 'example.com' }, { identifier: 'ada', appPassword: 'secret', host: 'example.com' }],
  ])('sends %s', async (_, credentials, body) => {
    const { client, next } = await open()
    const connecting = client.connectWithKey('devto', credentials as string)
    const call = await next('/devto/accounts')
    expect(call.body).toEqual(body)
    await call.answer({ body: { id: '1' } })
    expect(await connecting).toEqual({ id: '1' })
  })

  it('says which account is meant when credentials are replaced, and keeps its place in the list', async () => {
    const { client, next } = await open({}, { ...listOf('a'), devto: ['1', '2'].map(id => ({ id, userId: 'a', platform: 'devto', host: 'example.com' }) as Account<'devto'>) })
    const [account] = client.state.accounts!.devto
    void client.connectWithKey('devto', 'new', account)
    const call = await next('/devto/accounts')
    expect(call.body).toEqual({ apiKey: 'new', host: 'example.com', accountId: '1' })
    await call.answer({ body: { ...account, name: 'Renamed' } })
    expect(client.state.accounts!.devto.map(({ id, name }) => [id, name])).toEqual([['1', 'Renamed'], ['2', undefined]])
  })

  it('names platforms as the app does, and the host where there is one', async () => {
    const { client, next } = await open()
    const beginning = client.beginLink('x', { callbackURL: '/', errorCallbackURL: '/', additionalData: { host: 'example.com' } })
    const call = await next('/link-social')
    expect(call.body).toEqual({ provider: 'x', disableRedirect: true, callbackURL: '/', errorCallbackURL: '/', additionalData: { host: 'example.com' } })
    await call.answer({ body: { url: 'https://example.com' } })
    expect(await beginning).toBe('https://example.com')
  })

  it('renews a token, and shows at once that the account has to be reconnected if that is refused', async () => {
    const { client, next, ids } = await open()
    const refreshing = client.refresh('reddit', '1').catch((error: ConnectError) => error.code)
    const call = await next('/reddit/accounts/refresh')
    expect(call.body).toEqual({ accountId: '1' })
    await call.answer({ status: 409, body: { code: 'RECONNECT_REQUIRED', error: 'Connect it again.' } })
    await (await next('/accounts')).answer({ body: listOf('a', '1') })
    expect(await refreshing).toBe('RECONNECT_REQUIRED')
    expect(ids()).toEqual(['1'])
  })
})
