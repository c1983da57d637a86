import { inject } from 'vue'
import type { InjectionKey, Ref } from 'vue'
import type { SessionUser } from '../client/auth'
import type { ServerPlatforms } from '../shared/account'

export interface UseAuthSessionReturn {
  /** Who is signed in; null for nobody. */
  user: Readonly<Ref<SessionUser | null>>
  /** What the server offers. */
  server: Readonly<Ref<ServerPlatforms>>
}

export const authSessionKey: InjectionKey<UseAuthSessionReturn> = Symbol('auth session')

/** The session the page was rendered with. Signing in and out load a new page, so it never changes under one. */
export function useAuthSession(): UseAuthSessionReturn {
  const session = inject(authSessionKey)
  if (!session) throw new Error('useAuthSession() needs the auth session to be provided: see plugins/auth-session.ts.')
  return session
}
