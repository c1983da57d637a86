import type { Account, DisconnectResult } from '../shared/account'
import type { CredentialsOf, KeyPlatformId, OAuthPlatformId, PlatformId } from '../shared/platforms/registry'
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
  /** Milliseconds a cached list counts as current. After that it is shown as stale until the server confirms it. @default 300000 */
  ttl?: number
  /** The storage. @default IndexedDB */
  store?: AccountCache
}

export interface ConnectClientOptions {
  /** The API's origin, such as `https://api.example.com`; empty for this origin. @default '' */
  apiBasePath?: string
  /** Calls the API with the visitor's session. A server that renders a page loads accounts only with one of the app's own. @default the global one */
  fetch?: typeof fetch
  cache?: CacheOptions
  /** Sends a token in place of cookies. */
  bearer?: BearerOptions
  /** The state the server rendered this page with. */
  initial?: ConnectSnapshot
}

export interface Credentials {
  email: string
  password: string
}

/** The credentials of a key platform by name, and the host where its users name it. A string is the API key. */
export type GivenCredentials<Id extends KeyPlatformId>
  = | CredentialsOf<Id>
    | (Exclude<CredentialsOf<Id>, string> & { host?: string })

/** Where Better Auth sends the browser afterwards: addresses of an origin it trusts. */
export interface Callbacks {
  callbackURL: string
  errorCallbackURL: string
}

export interface LinkOptions extends Callbacks {
  /** Requested in addition to the required scopes, the default ones, and those granted before. */
  scopes?: readonly string[]
  /** The account the platform should suggest: an email address or a username. */
  loginHint?: string
  additionalData?: {
    /** The id of a connected account. Its granted scopes are requested again, and none of other accounts. */
    accountId?: string
    /** Requests `scopes` and the required ones only. With `accountId`, also those granted to that account. @default false */
    exactly?: boolean
    /** The host of the account, where users of the platform name it. */
    host?: string
  }
}

/**
 * The connect client. Methods that load data never reject: they set
 * `state.error`. Methods that change something reject with ConnectError.
 */
export interface ConnectClient {
  /** The API's origin; in a browser an absolute URL. */
  readonly apiBase: string
  /** The current state. It is replaced as a whole, never changed in place. */
  readonly state: ConnectState
  /** Calls the listener after each change. @returns stops that */
  subscribe: (listener: () => void) => () => void
  /** In a browser: shows the cache, loads unless the page came with its data, and follows other tabs and the network. */
  start: () => void
  /** Loads the session. */
  loadSession: () => Promise<void>
  /** Loads the accounts unless the server has sent them already. For what shows them. */
  needAccounts: () => Promise<void>
  /** Loads the accounts. Concurrent callers share one request. */
  loadAccounts: () => Promise<void>
  /** Loads the details of platforms into `state.server`, unless they are known. All calls of one tick share one request. */
  needPlatforms: (platforms: readonly string[]) => Promise<void>
  signIn: (credentials: Credentials) => Promise<void>
  signUp: (credentials: Credentials & { name: string }) => Promise<void>
  /** Ends the session, here and in other tabs, and clears the cache. */
  signOut: () => Promise<void>
  /** Begins a sign-in through a platform. @returns the URL to send the browser to */
  beginSignIn: (platform: OAuthPlatformId, callbacks: Callbacks) => Promise<string>
  /** Begins connecting an account. @returns the URL to send the browser to */
  beginLink: (platform: OAuthPlatformId, options: LinkOptions) => Promise<string>
  /**
   * Connects the account the credentials belong to, or replaces the credentials
   * of that account if it is connected.
   *
   * @param account the account they have to belong to. Otherwise the server answers `ACCOUNT_MISMATCH`
   */
  connectWithKey: <Id extends KeyPlatformId>(platform: Id, credentials: GivenCredentials<Id>, account?: Pick<Account, 'id' | 'host'>) => Promise<Account<Id>>
  /** Renews the access token of an account, and reads its profile again. */
  refresh: <Id extends PlatformId>(platform: Id, accountId: string) => Promise<Account<Id>>
  /** Disconnects an account. It leaves the list at once, and returns if the server refuses. */
  disconnect: (platform: PlatformId, accountId: string) => Promise<DisconnectResult>
  /** Reports a change that was made by other means. The client loads again, and so do other tabs. */
  changed: (what: TabMessage) => Promise<void>
  /** Calls the API below `/api/auth` with this client's session. It updates no state: see `changed`. @throws ConnectError */
  request: Request
  /** The snapshot a server sends with its page, as `initial`. */
  dehydrate: () => ConnectSnapshot
  /** Aborts all requests and stops listening. */
  dispose: () => void
}

const defaultTtl = 5 * 60 * 1000

/** Creates a connect client. It has no state outside of the object it returns. */
export function createConnectClient(options: ConnectClientOptions = {}): ConnectClient {
  const { apiBasePath = '', fetch: send = (input, init) => fetch(input, init), cache = {}, bearer, initial } = options
  // There is no `location` on a server.
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
    request,
    ...reader,
    ...createActions(store, reader, request),
    dehydrate: store.snapshot,
    dispose() {
      ending.abort()
      store.close()
    },
  }
}
