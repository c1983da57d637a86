import type { Account, AccountsByPlatform, ServerPlatforms } from '../shared/account'
import type { PlatformId } from '../shared/platforms/registry'
import type { AccountCache, CachedAccounts } from './cache'
import type { SessionUser } from './session-user'
import type { ConnectSnapshot, ConnectState } from './state'

export interface StoreOptions {
  /** The cache key of this API. */
  apiBase: string
  cache?: AccountCache
  initial?: ConnectSnapshot
}

/** Milliseconds the cache has to answer. It may be slow, broken or absent, and nothing waits for it longer. */
const cacheTimeout = 1000

export type Store = ReturnType<typeof createStore>

/** Holds the state, notifies its listeners, and writes the user's list to the cache. It sends no requests. */
export function createStore({ apiBase, cache, initial }: StoreOptions) {
  /** The server's last list. It includes accounts that are being disconnected. */
  let accounts = initial?.accounts
  let etag = initial?.etag
  const leaving = new Set<string>()
  const listeners = new Set<() => void>()
  let epoch = 0
  let closed = false
  let state: ConnectState = { user: initial?.user, accounts, server: initial?.server, loading: false, stale: false, error: undefined }

  function update(change: Partial<ConnectState>): void {
    if (closed) return
    state = { ...state, ...change }
    listeners.forEach(listener => listener())
  }

  function show(change: Partial<ConnectState> = {}): void {
    update({ ...change, accounts: accounts && withoutLeaving(accounts) })
  }

  function withoutLeaving(all: AccountsByPlatform): AccountsByPlatform {
    if (!leaving.size) return all
    return Object.fromEntries(Object.entries(all).map(([id, list]) => [id, list.filter(account => !leaving.has(account.id))])) as AccountsByPlatform
  }

  async function useCache<T>(work: (cache: AccountCache) => Promise<T>): Promise<T | undefined> {
    if (cache && !closed) return Promise.race([work(cache).catch(() => undefined), new Promise<undefined>(resolve => setTimeout(resolve, cacheTimeout))])
  }

  function keep(): void {
    const { user } = state
    if (user && accounts) {
      const entry: CachedAccounts = { user, accounts, server: state.server, etag, savedAt: Date.now() }
      void useCache(cache => cache.write(apiBase, entry))
    }
  }

  return {
    get state() {
      return state
    },
    get etag() {
      return accounts && etag
    },
    /** Counts changes of the user or the list. A response to an older request must not be shown. */
    get epoch() {
      return epoch
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    update,
    /** Discards the responses of requests under way. */
    invalidate: () => void epoch++,
    /** Drops the data of the user before, if it is another one. Resolves when the cache is empty, too. */
    async setUser(user: SessionUser | null): Promise<void> {
      const isOther = state.user?.id !== user?.id
      if (state.user !== undefined && isOther) {
        epoch++
        accounts = etag = undefined
        leaving.clear()
      }
      show({ user, ...(isOther && { error: undefined, stale: false }) })
      if (!user) await useCache(cache => cache.clear(apiBase))
    },
    /** Replaces the list of platforms, and keeps the details that were loaded before. */
    setServer(answer: ServerPlatforms) {
      for (const [id, offer] of Object.entries(answer.platforms)) offer.details ??= state.server?.platforms[id as PlatformId]?.details
      update({ server: answer })
      keep()
    },
    /** The server's list. Without one, the list it already gave is still current. */
    setAccounts(list: AccountsByPlatform | undefined, version?: string) {
      accounts = list ?? accounts
      etag = version
      show({ error: undefined, stale: false })
      keep()
    },
    /** Applies a change that the server confirmed. */
    replace(platform: PlatformId, change: (list: Account[]) => Account[]) {
      epoch++
      etag = undefined
      if (accounts) accounts = { ...accounts, [platform]: change(accounts[platform] ?? []) }
      show()
      keep()
    },
    hide(accountId: string) {
      leaving.add(accountId)
      show()
    },
    unhide(accountId: string) {
      leaving.delete(accountId)
      show()
    },
    cached: () => useCache(cache => cache.read(apiBase)),
    showCached(entry: CachedAccounts, stale: boolean) {
      accounts = entry.accounts
      etag = entry.etag
      show({ user: state.user ?? entry.user, server: state.server ?? entry.server, stale })
    },
    forgetCached: () => useCache(cache => cache.clear(apiBase)),
    keep,
    snapshot: (): ConnectSnapshot => ({ user: state.user, accounts, server: state.server, etag }),
    close() {
      closed = true
      listeners.clear()
    },
  }
}
