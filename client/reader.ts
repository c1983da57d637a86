import type { AccountsByPlatform, ServerPlatforms } from '../shared/account'
import { clientError, toConnectError } from './errors'
import type { BearerOptions, Request } from './http'
import { toSessionUser } from './session-user'
import type { SessionUser } from './session-user'
import type { Store } from './store'
import { joinTabs } from './tabs'
import type { TabMessage, Tabs } from './tabs'

export interface ReaderOptions {
  apiBase: string
  /** Milliseconds a kept list counts as current. */
  ttl: number
  /** The token of a session that has been ended is forgotten. */
  bearer?: BearerOptions
  /** Ends everything. */
  signal: AbortSignal
  /** The page came with its session. */
  hydrated: boolean
}

/** Milliseconds the first request waits for the cache. It usually takes one or two. */
const recallPatience = 100

export type Reader = ReturnType<typeof createReader>

/** Keeps the store up to date: asks the server, shows the cache meanwhile, follows other tabs and the network. Never throws. */
export function createReader(store: Store, request: Request, { apiBase, ttl, bearer, signal, hydrated }: ReaderOptions) {
  let tabs: Tabs | undefined
  let started = false
  /** Whether anyone shows the accounts, and whether the server has told them since the page was opened. */
  let wanted = store.state.accounts !== undefined
  let told = wanted
  /** Somebody is changing the session on purpose, in another tab or by other means. */
  let expected = false
  /** The cache's answer, which knows the version to ask with. */
  let recalled: Promise<unknown> | undefined
  let sessionRequest: Promise<void> | undefined
  let accountsRequest: Promise<void> | undefined

  /** Asks until nothing has overtaken the answer, and shows how it ended. */
  async function ask(read: () => Promise<() => unknown>, isMoot: () => boolean): Promise<void> {
    store.update({ loading: true })
    for (;;) {
      const asked = store.epoch
      const show = await read().catch((error: unknown) => () => fail(error))
      if (signal.aborted) return
      if (asked === store.epoch) return void await show()
      if (isMoot()) return
    }
  }

  async function fail(thrown: unknown): Promise<void> {
    const error = toConnectError(thrown)
    if (error.status === 401) return signedOut()
    store.update({ error, stale: store.state.accounts !== undefined })
  }

  /** The session has ended without anyone here ending it. */
  async function signedOut(): Promise<void> {
    const { user } = store.state
    const forgotten = store.setUser(null)
    // To somebody who was not signed in, or has just left, nothing has happened.
    if (user && !expected) store.update({ error: clientError('UNAUTHENTICATED') })
    await forgotten
  }

  function settle(): void {
    store.update({ loading: sessionRequest !== undefined || accountsRequest !== undefined })
  }

  async function readSession() {
    const [{ body: session }, server] = await Promise.all([
      request<{ user: SessionUser } | null>('/get-session'),
      store.state.server ? undefined : request<ServerPlatforms>('/platforms'),
    ])
    return () => {
      if (server) store.update({ server: server.body })
      return session ? store.setUser(toSessionUser(session.user)) : signedOut()
    }
  }

  async function readAccounts() {
    await recalled
    const { body, etag } = await request<AccountsByPlatform>('/accounts', { etag: store.etag })
    // Whose list it is has to be known before any of it is shown.
    await (sessionRequest ?? (store.state.user ? undefined : loadSession()))
    return () => {
      const { user } = store.state
      if (!user) return
      // Somebody else has signed in since the session was asked for.
      if (body && Object.values(body).flat().some(account => account.userId !== user.id)) return void reload('session')
      told = true
      store.setAccounts(body, etag)
    }
  }

  function loadSession(): Promise<void> {
    return sessionRequest ??= ask(readSession, () => false).finally(() => {
      sessionRequest = undefined
      settle()
    })
  }

  function loadAccounts(): Promise<void> {
    wanted = true
    return accountsRequest ??= ask(readAccounts, () => store.state.user === null).finally(() => {
      accountsRequest = undefined
      settle()
    })
  }

  /** What was asked for before this is not shown. */
  async function reload(what: TabMessage): Promise<void> {
    store.overtake()
    if (what === 'session') await loadSession()
    if (wanted && store.state.user !== null) await loadAccounts()
  }

  async function hear(message: TabMessage): Promise<void> {
    if (message === 'signed-out') return store.setUser(null)
    expected = message === 'session'
    await reload(message)
    expected = false
  }

  async function showCached(): Promise<void> {
    const entry = await store.cached()
    const { user, error } = store.state
    const isOfThisUser = user === undefined || user?.id === entry?.user.id
    if (entry && isOfThisUser && !told) store.showCached(entry, error !== undefined || Date.now() - entry.savedAt > ttl)
  }

  /** The page came with everything. Other tabs may not have it yet: its user may just have returned from a platform. */
  async function compareWithCached(): Promise<void> {
    const { user, accounts } = store.state
    const entry = await store.cached()
    if (entry && entry.user.id !== user?.id) {
      await store.forgetCached()
      tabs?.tell(user ? 'session' : 'signed-out')
    }
    else if (entry && accounts && JSON.stringify(entry.accounts) !== JSON.stringify(accounts)) {
      tabs?.tell('accounts')
    }
    if (accounts) store.keep()
  }

  return {
    start(): void {
      if (started || signal.aborted) return
      started = true
      tabs = joinTabs(apiBase, message => void hear(message))
      addEventListener('online', () => void reload('session'), { signal })
      addEventListener('offline', () => store.update({ stale: store.state.accounts !== undefined }), { signal })
      signal.addEventListener('abort', () => tabs?.close())
      if (hydrated) return void compareWithCached()
      recalled = Promise.race([showCached(), new Promise(resolve => setTimeout(resolve, recallPatience))])
      void loadSession()
    },
    loadSession,
    loadAccounts,
    async needAccounts(): Promise<void> {
      wanted = true
      if (!(told && store.state.accounts) && store.state.user !== null) await loadAccounts()
    },
    /** Tells the other tabs. */
    tell: (message: TabMessage) => tabs?.tell(message),
    /** Asks again, here and in other tabs. */
    async changed(message: TabMessage): Promise<void> {
      if (signal.aborted) return
      tabs?.tell(message)
      // Whoever comes next may load the page anew before the answer is here.
      if (message === 'session') void store.forgetCached()
      if (message === 'signed-out') bearer?.set(null)
      await hear(message)
    },
    hear,
    /** The server says that nobody is signed in: finds out what has become of the session. */
    async lost(): Promise<void> {
      tabs?.tell('session')
      await reload('session')
    },
  }
}
