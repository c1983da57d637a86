import type { ConnectError } from '../shared/connect-error'
import type { AccountsByPlatform, ServerPlatforms } from '../shared/account'
import type { SessionUser } from './session-user'

/** Everything there is to show, replaced as a whole whenever any of it changes. */
export interface ConnectState {
  /** Who is signed in; null for nobody, undefined while that is not known. */
  user: SessionUser | null | undefined
  /** The user's accounts, without those that are being disconnected; undefined while they are not known. */
  accounts: AccountsByPlatform | undefined
  /** What the server offers. */
  server: ServerPlatforms | undefined
  /** Whether the server is being asked. */
  loading: boolean
  /** Whether the accounts are from before and the server has not confirmed them. */
  stale: boolean
  /** Why the server's last answer was no list. Code `UNAUTHENTICATED`: the session has ended. */
  error: ConnectError | undefined
}

/** What a server hands its page, so that the browser need not ask again. */
export interface ConnectSnapshot extends Pick<ConnectState, 'user' | 'accounts' | 'server'> {
  etag?: string
}

export const emptyState: Readonly<ConnectState> = { user: undefined, accounts: undefined, server: undefined, loading: false, stale: false, error: undefined }
