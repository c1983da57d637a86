import type { Account, DisconnectResult } from '../shared/account'
import type { KeyPlatformId, OAuthPlatformId, PlatformId } from '../shared/platforms/registry'
import type { ConnectClient, GivenCredentials } from './connect-client'
import { clientError, toConnectError } from './errors'
import type { Request } from './http'
import type { Reader } from './reader'
import { toSessionUser } from './session-user'
import type { SessionUser } from './session-user'
import type { Store } from './store'

type Actions = Pick<ConnectClient, 'signIn' | 'signUp' | 'signOut' | 'beginSignIn' | 'beginLink' | 'connectWithKey' | 'refresh' | 'disconnect'>

/** The requests that change something at the server. Each of them also updates the store. */
export function createActions(store: Store, reader: Reader, request: Request): Actions {
  const post = async <T>(path: string, body: object) => (await request<T>(path, { method: 'POST', body })).body!

  async function enter(path: string, credentials: object): Promise<void> {
    const { user, token } = await post<{ user: SessionUser, token?: string | null }>(path, credentials)
    // With some plugins and options of Better Auth, the password alone starts no session.
    if (!token) throw clientError('SIGN_IN_INCOMPLETE')
    await store.forgetCached()
    await store.setUser(toSessionUser(user))
    reader.broadcast('session')
    await reader.applyChange('accounts')
  }

  async function begin(path: string, provider: OAuthPlatformId, options: object): Promise<string> {
    return (await post<{ url: string }>(path, { ...options, provider, disableRedirect: true })).url
  }

  /** Updates the page when an error says that it is outdated: the session has ended, or the account has changed. */
  async function handleError(error: unknown): Promise<never> {
    const { status, code } = toConnectError(error)
    if (status === 401) await reader.checkSession()
    if (/^ACCOUNT_NOT_FOUND|^RECONNECT_REQUIRED/.test(code)) await reader.changed('accounts')
    throw error
  }

  /** Calls the account API, and applies the result to the list of the user who sent the request. */
  async function change<T>(platform: PlatformId, path: string, body: object | undefined, apply: (list: Account[], answer: T) => Account[]): Promise<T> {
    const userId = store.state.user?.id
    const method = body ? 'POST' : 'DELETE'
    const answer = (await request<T>(`/${platform}/accounts${path}`, { method, body }).catch(handleError)).body!
    if (store.state.user?.id === userId) {
      store.replace(platform, list => apply(list, answer))
      reader.broadcast('accounts')
    }
    return answer
  }

  const save = <Id extends PlatformId>(platform: Id, path: string, body: object) =>
    // An account that is in the list keeps its place.
    change<Account<Id>>(platform, path, body, (list, account) => [...new Map([...list, account].map(each => [each.id, each])).values()])

  return {
    signIn: credentials => enter('/sign-in/email', credentials),
    signUp: credentials => enter('/sign-up/email', credentials),
    async signOut() {
      await post('/sign-out', {})
      await reader.changed('signed-out')
    },
    beginSignIn: (platform, callbacks) => begin('/sign-in/social', platform, callbacks),
    beginLink: (platform, options) => begin('/link-social', platform, options).catch(handleError),
    connectWithKey: <Id extends KeyPlatformId>(platform: Id, credentials: GivenCredentials<Id>, account?: Pick<Account, 'id' | 'host'>) =>
      save(platform, '', {
        host: account?.host,
        ...(typeof credentials === 'string' ? { apiKey: credentials } : credentials),
        accountId: account?.id,
      }),
    refresh: (platform, accountId) => save(platform, '/refresh', { accountId }),
    async disconnect(platform, accountId) {
      store.hide(accountId)
      try {
        return await change<DisconnectResult>(platform, `?accountId=${encodeURIComponent(accountId)}`, undefined, list => list.filter(({ id }) => id !== accountId))
      }
      finally {
        store.unhide(accountId)
      }
    },
  }
}
