import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import type { Callbacks, Credentials } from '../client/connect-client'
import type { SessionUser } from '../client/session-user'
import type { ServerPlatforms } from '../shared/account'
import type { ConnectError } from '../shared/connect-error'
import type { OAuthPlatformId } from '../shared/platforms/registry'
import { succeedsBy, useActions } from './use-actions'
import type { UseActionsReturn } from './use-actions'
import { useConnect } from './useConnect'

export interface UseAuthSessionReturn extends Pick<UseActionsReturn, 'pending'> {
  /** The signed-in user; null for nobody, undefined while it is not known. */
  user: ComputedRef<SessionUser | null | undefined>
  /** What the server offers; undefined while it is not known. */
  server: ComputedRef<ServerPlatforms | undefined>
  /** Whether the session ended without the user ending it. */
  ended: ComputedRef<boolean>
  /** Why the last action failed, or else why the session could not be loaded. */
  error: ComputedRef<ConnectError | undefined>
  /** Signs in. @returns whether it succeeded; otherwise see `error` */
  signIn: (credentials: Credentials) => Promise<boolean>
  /** Creates a user and signs in. @returns whether it succeeded; otherwise see `error` */
  signUp: (credentials: Credentials & { name: string }) => Promise<boolean>
  /** Ends the session, here and in other tabs, and clears the cache. @returns whether it succeeded; otherwise see `error` */
  signOut: () => Promise<boolean>
  /** Begins a sign-in through a platform. @returns the URL to send the browser to; undefined: see `error` */
  beginSignIn: (platform: OAuthPlatformId, callbacks: Callbacks) => Promise<string | undefined>
  /** Loads the session again. Never rejects: see `error`. */
  refetch: () => Promise<void>
}

/** The signed-in user, and signing in and out. Actions never reject: they set `error`. */
export function useAuthSession(): UseAuthSessionReturn {
  const { client, state } = useConnect()
  const { pending, failure, run } = useActions()
  const succeeds = succeedsBy(run)
  return {
    user: computed(() => state.value.user),
    server: computed(() => state.value.server),
    ended: computed(() => state.value.error?.status === 401),
    pending,
    error: computed(() => failure.value ?? state.value.error),
    refetch: client.loadSession,
    signIn: credentials => succeeds(() => client.signIn(credentials)),
    signUp: credentials => succeeds(() => client.signUp(credentials)),
    signOut: () => succeeds(client.signOut),
    beginSignIn: (platform, callbacks) => run(() => client.beginSignIn(platform, callbacks)),
  }
}
