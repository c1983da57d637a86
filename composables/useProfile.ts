import { toConnectError } from '../client/errors'
import type { RequestOptions } from '../client/http'
import type { SignInMethods, UserSession } from '../shared/profile'
import { useConnect } from './useConnect'

export interface Profile {
  /** Where the user is signed in, the session used last first. */
  sessions: UserSession[]
  /** How the user can sign in. */
  methods: SignInMethods
}

export interface UseProfileReturn {
  /** Asks the server, also while it renders a page. */
  load: () => Promise<Profile>
  /** Changes the name, which then shows here and in other tabs. Codes: `INVALID_REQUEST` */
  rename: (name: string) => Promise<void>
  /** Changes the password and ends every other session. Codes: `INVALID_PASSWORD`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG` */
  changePassword: (passwords: { currentPassword: string, newPassword: string }) => Promise<void>
  /** Sets a first password. Codes: `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_EXISTS`, `PASSWORD_UNAVAILABLE`, `SESSION_NOT_FRESH` */
  setPassword: (newPassword: string) => Promise<void>
  /** Ends a session, by its id. Codes: `SESSION_NOT_FOUND` */
  endSession: (sessionId: string) => Promise<void>
  /** Ends every session but this one. */
  endOtherSessions: () => Promise<void>
  /**
   * Deletes the user with all they connected, and ends those grants at the
   * platforms. Nobody is signed in afterwards, here and in other tabs. Codes:
   * `INVALID_PASSWORD`, and without a password `SESSION_NOT_FRESH`
   */
  deleteAccount: (confirmation?: { password?: string }) => Promise<void>
}

/** The signed-in user's own account: name, password, sessions and its end. Everything rejects with ConnectError. */
export function useProfile(): UseProfileReturn {
  const { client } = useConnect()

  async function call<T>(path: string, options?: RequestOptions): Promise<T> {
    try {
      return (await client.request<T>(path, options)).body!
    }
    catch (error) {
      // The session has ended: the rest of the page should know, too.
      if (toConnectError(error).status === 401) await client.loadSession()
      throw error
    }
  }

  const post = (path: string, body: object) => call(path, { method: 'POST', body })

  return {
    async load() {
      const [sessions, methods] = await Promise.all([call<UserSession[]>('/sessions'), call<SignInMethods>('/sign-in-methods')])
      return { sessions, methods }
    },
    async rename(name) {
      await post('/update-user', { name })
      await client.changed('session')
    },
    async changePassword({ currentPassword, newPassword }) {
      await post('/change-password', { currentPassword, newPassword, revokeOtherSessions: true })
    },
    async setPassword(newPassword) {
      await post('/password', { newPassword })
    },
    async endSession(sessionId) {
      await call(`/sessions?sessionId=${encodeURIComponent(sessionId)}`, { method: 'DELETE' })
    },
    async endOtherSessions() {
      await post('/revoke-other-sessions', {})
    },
    async deleteAccount({ password } = {}) {
      await post('/delete-user', { password })
      await client.changed('signed-out')
    },
  }
}
