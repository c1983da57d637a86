import type { ConnectError } from '../shared/connect-error'
import type { AccountsByPlatform, ServerPlatforms } from '../shared/account'
import type { SessionUser } from './session-user'

/** All data the client shows. It is replaced as a whole with each change. */
export interface ConnectState {
  /** Who is signed in; null for nobody, undefined while that is not known. */
  user: SessionUser | null | undefined
  /** The user's accounts, without those that are being disconnected; undefined while they are not known. */
  accounts: AccountsByPlatform | undefined
  /** What the server offers, with the details that were asked for; undefined while it is not known. */
  server: ServerPlatforms | undefined
  /** Whether a request is under way. */
  loading: boolean
  /** Whether the accounts come from the cache or an earlier request, and the server has not confirmed them. */
  stale: boolean
  /** Why the last request failed. Code `UNAUTHENTICATED`: the session has ended. */
  error: ConnectError | undefined
}

/** The state a server sends with its page, so that the browser repeats no request. */
export interface ConnectSnapshot extends Pick<ConnectState, 'user' | 'accounts' | 'server'> {
  etag?: string
}
