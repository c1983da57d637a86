import type { ShallowRef } from 'vue'
import { toConnectError } from '../client/errors'
import type { RequestOptions } from '../client/http'
import type { ConnectError } from '../shared/connect-error'
import type { SignInMethods, UserSession } from '../shared/profile'
import { succeedsBy, useActions } from './use-actions'
import type { UseActionsReturn } from './use-actions'
import { useConnect } from './useConnect'

export interface Profile {
  /** The user's sessions, the one used last first. */
  sessions: UserSession[]
  /** The ways to sign in. */
  methods: SignInMethods
}

export interface UseProfileReturn extends Pick<UseActionsReturn, 'pending'> {
  /** Why the last action failed. */
  error: Readonly<ShallowRef<ConnectError | undefined>>
  /** Loads the profile, also while a server renders the page. @returns undefined: see `error` */
  load: () => Promise<Profile | undefined>
  /** Changes the name, here and in other tabs. Errors: `INVALID_REQUEST` */
  rename: (name: string) => Promise<boolean>
  /** Changes the password and ends all other sessions. Errors: `INVALID_PASSWORD`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG` */
  changePassword: (passwords: { currentPassword: string, newPassword: string }) => Promise<boolean>
  /** Sets the first password. Errors: `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_EXISTS`, `PASSWORD_UNAVAILABLE`, `SESSION_NOT_FRESH` */
  setPassword: (newPassword: string) => Promise<boolean>
  /** Ends a session, by its id. Errors: `SESSION_NOT_FOUND` */
  endSession: (sessionId: string) => Promise<boolean>
  /** Ends all sessions except this one. */
  endOtherSessions: () => Promise<boolean>
  /**
   * Deletes the user and all their data, ends their grants at the platforms, and
   * signs out here and in other tabs. Errors: `INVALID_PASSWORD`, and without a
   * password `SESSION_NOT_FRESH`
   */
  deleteAccount: (confirmation?: { password?: string }) => Promise<boolean>
}

/**
 * The signed-in user: name, password, sessions, deleting the account. Actions
 * never reject: they resolve to whether they succeeded, and set `error`.
 */
export function useProfile(): UseProfileReturn {
  const { client } = useConnect()
  const { pending, failure, run } = useActions()
  const succeeds = succeedsBy(run)

  async function call<T>(path: string, options?: RequestOptions): Promise<T> {
    try {
      return (await client.request<T>(path, options)).body!
    }
    catch (error) {
      // The session has ended: the rest of the page has to show that, too.
      if (toConnectError(error).status === 401) await client.loadSession()
      throw error
    }
  }

  const post = (path: string, body: object) => call(path, { method: 'POST', body })

  return {
    pending,
    error: failure,
    load: () => run(async () => {
      const [sessions, methods] = await Promise.all([call<UserSession[]>('/sessions'), call<SignInMethods>('/sign-in-methods')])
      return { sessions, methods }
    }),
    rename: name => succeeds(async () => {
      await post('/update-user', { name })
      await client.changed('session')
    }),
    changePassword: ({ currentPassword, newPassword }) => succeeds(() => post('/change-password', { currentPassword, newPassword, revokeOtherSessions: true })),
    setPassword: newPassword => succeeds(() => post('/password', { newPassword })),
    endSession: sessionId => succeeds(() => call(`/sessions?sessionId=${encodeURIComponent(sessionId)}`, { method: 'DELETE' })),
    endOtherSessions: () => succeeds(() => post('/revoke-other-sessions', {})),
    deleteAccount: ({ password } = {}) => succeeds(async () => {
      await post('/delete-user', { password })
      await client.changed('signed-out')
    }),
  }
}
