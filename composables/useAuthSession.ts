import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import type { ConnectClient } from '../client/connect-client'
import type { SessionUser } from '../client/session-user'
import type { ServerPlatforms } from '../shared/account'
import type { ConnectError } from '../shared/connect-error'
import { useConnect } from './useConnect'

export interface UseAuthSessionReturn extends Pick<ConnectClient, 'signIn' | 'signUp' | 'signOut' | 'beginSignIn'> {
  /** Who is signed in; null for nobody, undefined while that is not known. */
  user: ComputedRef<SessionUser | null | undefined>
  /** What the server offers; undefined while that is not known. */
  server: ComputedRef<ServerPlatforms | undefined>
  /** Whether the session ended without the user ending it. */
  ended: ComputedRef<boolean>
  /** Why the server could not be asked. */
  error: ComputedRef<ConnectError | undefined>
  /** Asks the server again. Never rejects. */
  refresh: () => Promise<void>
}

/** Who is signed in, and signing in and out. Its actions reject with ConnectError. */
export function useAuthSession(): UseAuthSessionReturn {
  const { client, state } = useConnect()
  const { signIn, signUp, signOut, beginSignIn } = client
  return {
    user: computed(() => state.value.user),
    server: computed(() => state.value.server),
    ended: computed(() => state.value.error?.status === 401),
    error: computed(() => state.value.error),
    refresh: client.loadSession,
    signIn,
    signUp,
    signOut,
    beginSignIn,
  }
}
