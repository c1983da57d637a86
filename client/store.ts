import type { Account, AccountsByPlatform } from '../shared/account'
import type { PlatformId } from '../shared/platforms'
import type { AccountCache, CachedAccounts } from './cache'
import type { SessionUser } from './session-user'
import { emptyState } from './state'
import type { ConnectSnapshot, ConnectState } from './state'

export interface StoreOptions {
  /** The key lists of this API are cached under. */
  apiBase: string
  cache?: AccountCache
  initial?: ConnectSnapshot
}

/** Milliseconds the cache has to answer. It may be slow, broken or absent: nobody waits for it longer. */
const cachePatience = 1000

export type Store = ReturnType<typeof createStore>

/** Holds what is known and shows it, and keeps the user's list in the cache. It asks nobody. */
export function createStore({ apiBase, cache, initial }: StoreOptions) {
  /** What the server last said, with the accounts that are being disconnected still in it. */
  let accounts = initial?.accounts
  let etag = initial?.etag
  const leaving = new Set<string>()
  const listeners = new Set<() => void>()
  let epoch = 0
  let closed = false
  let state: ConnectState = { ...emptyState, user: initial?.user, accounts, server: initial?.server }

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

  function useCache<T>(work: (cache: AccountCache) => Promise<T>): Promise<T | undefined> {
    if (!cache || closed) return Promise.resolve(undefined)
    return Promise.race([work(cache).catch(() => undefined), new Promise<undefined>(resolve => setTimeout(resolve, cachePatience))])
  }

  function keep(): void {
    const { user } = state
    if (user && accounts) {
      const entry: CachedAccounts = { user, accounts, etag, savedAt: Date.now() }
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
    /** Counts changes of user or list: what was asked for before one must not be shown after it. */
    get epoch() {
      return epoch
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    update,
    overtake: () => void epoch++,
    /** Another user, or nobody, sees nothing of the one before. Resolves when nothing of them is kept either. */
    async setUser(user: SessionUser | null): Promise<void> {
      const before = state.user
      if (before !== undefined && before?.id !== user?.id) {
        epoch++
        accounts = etag = undefined
        leaving.clear()
      }
      show({ user, ...(before?.id !== user?.id && { error: undefined, stale: false }) })
      if (!user) await useCache(cache => cache.clear(apiBase))
    },
    /** The server's list. */
    setAccounts(list: AccountsByPlatform | undefined, version?: string) {
      accounts = list ?? accounts
      etag = version
      show({ error: undefined, stale: false })
      keep()
    },
    /** The outcome of a change, which the server has not listed yet. */
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
      show({ user: state.user ?? entry.user, stale })
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
