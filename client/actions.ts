import type { Account, DisconnectResult } from '../shared/account'
import type { KeyPlatformId, OAuthPlatformId, PlatformId } from '../shared/platforms'
import { providerIdOf } from '../shared/platform-wire'
import type { Callbacks, ConnectClient, LinkOptions } from './connect-client'
import { toConnectError } from './errors'
import type { Request } from './http'
import type { Reader } from './reader'
import { toSessionUser } from './session-user'
import type { SessionUser } from './session-user'
import type { Store } from './store'

type Actions = Pick<ConnectClient, 'signIn' | 'signUp' | 'signOut' | 'beginSignIn' | 'beginLink' | 'connectWithKey' | 'disconnect'>

/** What changes something at the server, and shows the change. */
export function createActions(store: Store, reader: Reader, request: Request): Actions {
  async function enter(path: string, body: object): Promise<void> {
    const { body: answer } = await request<{ user: SessionUser }>(path, { method: 'POST', body })
    await store.forgetCached()
    await store.setUser(toSessionUser(answer!.user))
    reader.tell('session')
    await reader.hear('accounts')
  }

  async function begin(path: string, platform: OAuthPlatformId, options: Callbacks | LinkOptions): Promise<string> {
    const body = { ...options, provider: providerIdOf(platform), disableRedirect: true }
    return (await request<{ url: string }>(path, { method: 'POST', body })).body!.url
  }

  /** Nobody is signed in any more, or the account is gone already: the rest of the page should know, too. */
  async function heed(error: unknown): Promise<never> {
    const { status, code } = toConnectError(error)
    if (status === 401) await reader.lost()
    if (code === 'ACCOUNT_NOT_FOUND') await reader.changed('accounts')
    throw error
  }

  /** Calls the account API, and writes the outcome into the list of the user who asked. */
  async function change<T>(platform: PlatformId, method: 'POST' | 'DELETE', what: { query?: string, body?: object }, apply: (list: Account[], answer: T) => Account[]): Promise<T> {
    const userId = store.state.user?.id
    const answer = (await request<T>(`/${platform}/accounts${what.query ?? ''}`, { method, body: what.body }).catch(heed)).body!
    if (store.state.user?.id === userId) {
      store.replace(platform, list => apply(list, answer))
      reader.tell('accounts')
    }
    return answer
  }

  return {
    signIn: credentials => enter('/sign-in/email', credentials),
    signUp: credentials => enter('/sign-up/email', credentials),
    async signOut() {
      await request('/sign-out', { method: 'POST', body: {} })
      await reader.changed('signed-out')
    },
    beginSignIn: (platform, callbacks) => begin('/sign-in/social', platform, callbacks),
    beginLink: (platform, options) => begin('/link-social', platform, options).catch(heed),
    connectWithKey: <Id extends KeyPlatformId>(platform: Id, apiKey: string) =>
      change<Account<Id>>(platform, 'POST', { body: { apiKey } }, (list, account) => list.some(({ id }) => id === account.id)
        ? list.map(other => other.id === account.id ? account : other)
        : [...list, account]),
    async disconnect(platform, accountId) {
      store.hide(accountId)
      try {
        return await change<DisconnectResult>(platform, 'DELETE', { query: `?accountId=${encodeURIComponent(accountId)}` }, list => list.filter(({ id }) => id !== accountId))
      }
      finally {
        store.unhide(accountId)
      }
    },
  }
}
