import type { Account, DisconnectResult } from '../shared/account'
import type { KeyPlatformId, OAuthPlatformId, PlatformId } from '../shared/platforms'
import { createActions } from './actions'
import { createIndexedDbCache } from './cache'
import type { AccountCache } from './cache'
import { createRequest } from './http'
import type { BearerOptions, Request } from './http'
import { createReader } from './reader'
import type { ConnectSnapshot, ConnectState } from './state'
import { createStore } from './store'
import type { TabMessage } from './tabs'

export interface CacheOptions {
  /** @default true */
  enabled?: boolean
  /** Milliseconds a kept list counts as current; after that it is shown as stale until the server confirms it. @default 300000 */
  ttl?: number
  /** Where lists are kept. @default IndexedDB */
  store?: AccountCache
}

export interface ConnectClientOptions {
  /** Where the API is, such as `https://api.example.com`; empty for this origin. @default '' */
  apiBasePath?: string
  /** Calls the API as the visitor; a server that renders a page asks for accounts only by one of the app's own. @default the global one */
  fetch?: typeof fetch
  cache?: CacheOptions
  /** Sends a token in place of cookies. */
  bearer?: BearerOptions
  /** What the server rendered this page with. */
  initial?: ConnectSnapshot
}

export interface Credentials {
  email: string
  password: string
}

/** Where Better Auth sends the browser afterwards: addresses of an origin it trusts. */
export interface Callbacks {
  callbackURL: string
  errorCallbackURL: string
}

export interface LinkOptions extends Callbacks {
  /** Asked for beside those every connection asks for, those that are on by default, and those granted before. */
  scopes?: readonly string[]
  /** Which account the platform should offer: an email address or a username. */
  loginHint?: string
  additionalData?: {
    /** The account it is about, by its row's id: what it was granted before is asked for again, and nothing of other accounts. */
    accountId?: string
    /** Leaves out what is only on by default, and what was granted before unless `accountId` says to which account. @default false */
    exactly?: boolean
  }
}

/** The connect client. Reading never rejects: see `state.error`. Actions reject with ConnectError. */
export interface ConnectClient {
  /** Where the API is, in full in a browser. */
  readonly apiBase: string
  /** Replaced as a whole, never changed in place. */
  readonly state: ConnectState
  /** Calls back after each change. @returns what ends it */
  subscribe: (listener: () => void) => () => void
  /** In a browser: shows what is cached, asks the server unless the page came with its answer, and follows other tabs and the network. */
  start: () => void
  /** Asks who is signed in. */
  loadSession: () => Promise<void>
  /** Says that the accounts are shown: asks for them unless the server has told them already. */
  needAccounts: () => Promise<void>
  /** Asks for the accounts. Callers at the same time share one request. */
  loadAccounts: () => Promise<void>
  signIn: (credentials: Credentials) => Promise<void>
  signUp: (credentials: Credentials & { name: string }) => Promise<void>
  /** Ends the session, here and in other tabs, and forgets what was cached. */
  signOut: () => Promise<void>
  /** Begins a sign-in through a platform. @returns the address to send the browser to */
  beginSignIn: (platform: OAuthPlatformId, callbacks: Callbacks) => Promise<string>
  /** Begins connecting an account. @returns the address to send the browser to */
  beginLink: (platform: OAuthPlatformId, options: LinkOptions) => Promise<string>
  /** Connects the account a key belongs to, or gives an account that is connected a new key. */
  connectWithKey: <Id extends KeyPlatformId>(platform: Id, apiKey: string) => Promise<Account<Id>>
  /** Disconnects an account, which leaves the list at once and comes back if the server refuses. */
  disconnect: (platform: PlatformId, accountId: string) => Promise<DisconnectResult>
  /** Something changed otherwise than through this client: it asks again, or forgets who was signed in, and has other tabs do so. */
  changed: (what: TabMessage) => Promise<void>
  /** Calls the API below `/api/auth`, with this client's session, where it has no method for it. It shows nothing and tells nobody: see `changed`. @throws ConnectError */
  request: Request
  /** What a server hands its page, as `initial`. */
  dehydrate: () => ConnectSnapshot
  /** Ends everything under way. */
  dispose: () => void
}

const defaultTtl = 5 * 60 * 1000

/** Makes a connect client. All it knows is in what it returns. */
export function createConnectClient(options: ConnectClientOptions = {}): ConnectClient {
  const { apiBasePath = '', fetch: send = (input, init) => fetch(input, init), cache = {}, bearer, initial } = options
  // A server has no origin of its own here, and no cache either.
  const apiBase = typeof location === 'undefined' ? apiBasePath : new URL(apiBasePath, location.origin).href
  const ending = new AbortController()
  const request = createRequest({ apiBasePath, fetch: send, bearer }, ending.signal)
  const store = createStore({
    apiBase,
    initial,
    cache: cache.enabled === false ? undefined : cache.store ?? (typeof indexedDB === 'undefined' ? undefined : createIndexedDbCache()),
  })
  const reader = createReader(store, request, { apiBase, ttl: cache.ttl ?? defaultTtl, signal: ending.signal, bearer, hydrated: initial?.user !== undefined })
  return {
    apiBase,
    get state() {
      return store.state
    },
    subscribe: store.subscribe,
    start: reader.start,
    loadSession: reader.loadSession,
    needAccounts: reader.needAccounts,
    loadAccounts: reader.loadAccounts,
    changed: reader.changed,
    request,
    ...createActions(store, reader, request),
    dehydrate: store.snapshot,
    dispose() {
      ending.abort()
      store.close()
    },
  }
}
