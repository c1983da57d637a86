import type { AccountsByPlatform } from '../shared/account'
import { clientError, toConnectError } from './errors'
import type { BearerOptions, Request } from './http'
import { createPlatformLoader } from './platforms'
import { toSessionUser } from './session-user'
import type { SessionUser } from './session-user'
import type { Store } from './store'
import { joinTabs } from './tabs'
import type { TabMessage } from './tabs'

export interface ReaderOptions {
  apiBase: string
  /** Milliseconds a cached list counts as current. */
  ttl: number
  /** Where the token of an ended session is dropped. */
  bearer?: BearerOptions
  /** Aborts all requests. */
  signal: AbortSignal
  /** Whether the page came with its session. */
  hydrated: boolean
}

/** Milliseconds the first request waits for the cache, which usually takes one or two. */
const cacheReadTimeout = 100

export type Reader = ReturnType<typeof createReader>

/**
 * Keeps the store up to date: sends the requests, shows the cache meanwhile, follows
 * other tabs and the network. Never throws. Ours on purpose, like the store and the
 * cache: no query library fits into 6 kB with all of this.
 */
export function createReader(store: Store, request: Request, { apiBase, ttl, bearer, signal, hydrated }: ReaderOptions) {
  const loadPlatforms = createPlatformLoader(store, request)
  let tabs: BroadcastChannel | undefined
  let started = false
  /** Whether a component shows the accounts, and whether the server has sent them since the page was opened. */
  let wanted = store.state.accounts !== undefined
  let confirmed = wanted
  /** Whether the user changes the session deliberately, such as in another tab. */
  let expected = false
  /** Reading the cache. Its entry has the ETag to send. */
  let cacheRead: Promise<unknown> | undefined
  let sessionRequest: Promise<void> | undefined
  let accountsRequest: Promise<void> | undefined

  const broadcast = (message: TabMessage) => tabs?.postMessage(message)

  /** Repeats the request until nothing has invalidated its response, and shows the result. */
  async function revalidate(read: () => Promise<() => unknown>, isObsolete: () => boolean): Promise<void> {
    store.update({ loading: true })
    for (;;) {
      const { epoch } = store
      const show = await read().catch((error: unknown) => () => failed(error))
      if (signal.aborted) return
      if (epoch === store.epoch) return void await show()
      if (isObsolete()) return
    }
  }

  async function failed(thrown: unknown): Promise<void> {
    const error = toConnectError(thrown)
    if (error.status === 401) return sessionEnded()
    store.update({ error, stale: store.state.accounts !== undefined })
  }

  async function sessionEnded(): Promise<void> {
    const { user } = store.state
    const cleared = store.setUser(null)
    // It is an error only for someone who was signed in and did not sign out.
    if (user && !expected) store.update({ error: clientError('UNAUTHENTICATED') })
    await cleared
  }

  async function readSession() {
    const [{ body: session }] = await Promise.all([request<{ user: SessionUser } | null>('/get-session'), loadPlatforms()])
    return () => session ? store.setUser(toSessionUser(session.user)) : sessionEnded()
  }

  async function readAccounts() {
    await cacheRead
    const { body, etag } = await request<AccountsByPlatform>('/accounts', { etag: store.etag })
    // Nothing of a list may be shown before its user is known.
    await (sessionRequest ?? (store.state.user ? undefined : loadSession()))
    return () => {
      const { user } = store.state
      if (!user) return
      // Someone else has signed in since the session was read.
      if (body && Object.values(body).flat().some(account => account.userId !== user.id)) return void reload('session')
      confirmed = true
      store.setAccounts(body, etag)
    }
  }

  function loadSession(): Promise<void> {
    return sessionRequest ??= revalidate(readSession, () => false).finally(() => {
      sessionRequest = undefined
      store.update({ loading: accountsRequest !== undefined })
    })
  }

  function loadAccounts(): Promise<void> {
    wanted = true
    return accountsRequest ??= revalidate(readAccounts, () => store.state.user === null).finally(() => {
      accountsRequest = undefined
      store.update({ loading: sessionRequest !== undefined })
      // Retries what failed before, or shows that it still fails.
      void needPlatforms()
    })
  }

  const needPlatforms = (ids?: readonly string[]): Promise<void> =>
    loadPlatforms(ids).catch((error: unknown) => store.update({ error: toConnectError(error) }))

  /** Loads again. Responses to earlier requests are discarded. */
  async function reload(what: TabMessage): Promise<void> {
    store.invalidate()
    if (what === 'session') await loadSession()
    if (wanted && store.state.user !== null) await loadAccounts()
  }

  async function applyChange(message: TabMessage): Promise<void> {
    if (message === 'signed-out') return store.setUser(null)
    expected = message === 'session'
    await reload(message)
    expected = false
  }

  async function showCached(): Promise<void> {
    const entry = await store.cached()
    const { user, error } = store.state
    if (entry && !confirmed && (user === undefined || user?.id === entry.user.id)) store.showCached(entry, error !== undefined || Date.now() - entry.savedAt > ttl)
  }

  /** For a page that came with its data. Other tabs may not have it yet: its user may just have returned from a platform. */
  async function compareWithCached(): Promise<void> {
    const { user, accounts } = store.state
    const entry = await store.cached()
    if (entry && entry.user.id !== user?.id) {
      await store.forgetCached()
      broadcast(user ? 'session' : 'signed-out')
    }
    else if (entry && accounts && JSON.stringify(entry.accounts) !== JSON.stringify(accounts)) {
      broadcast('accounts')
    }
    store.keep()
  }

  return {
    start(): void {
      if (started || signal.aborted) return
      started = true
      tabs = joinTabs(apiBase, message => void applyChange(message))
      addEventListener('online', () => void reload('session'), { signal })
      addEventListener('offline', () => store.update({ stale: store.state.accounts !== undefined }), { signal })
      signal.addEventListener('abort', () => tabs?.close())
      if (hydrated) return void compareWithCached()
      cacheRead = Promise.race([showCached(), new Promise(resolve => setTimeout(resolve, cacheReadTimeout))])
      void loadSession()
    },
    loadSession,
    loadAccounts,
    async needAccounts(): Promise<void> {
      wanted = true
      if (!(confirmed && store.state.accounts) && store.state.user !== null) await loadAccounts()
    },
    needPlatforms,
    broadcast,
    /** Applies a change here and in other tabs. */
    async changed(message: TabMessage): Promise<void> {
      if (signal.aborted) return
      broadcast(message)
      // The page may be loaded anew before the response arrives.
      if (message === 'session') void store.forgetCached()
      if (message === 'signed-out') bearer?.set(null)
      await applyChange(message)
    },
    applyChange,
    /** After a response with status 401: finds out whether there is still a session. */
    async checkSession(): Promise<void> {
      broadcast('session')
      await reload('session')
    },
  }
}
