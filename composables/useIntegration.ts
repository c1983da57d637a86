import { computed, onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import { toConnectError } from '../client/errors'
import type { ConnectError } from '../shared/connect-error'
import type { Account, DisconnectResult } from '../shared/account'
import type { KeyPlatformId, OAuthPlatformId, PlatformId } from '../shared/platforms'
import { takesKey } from '../shared/platform-wire'
import { useAccounts } from './useAccounts'
import { useConnect } from './useConnect'
import { linkAccount } from './link-account'
import type { LinkAccountOptions } from './link-account'

export interface UseIntegrationOptions {
  /** Hears of failed actions of this integration, beside the `onError` of the plugin. */
  onError?: (error: ConnectError) => void
}

export interface ConnectAccountOptions {
  /** Whether the scopes are all the user wants to grant: nothing is asked for beside them but what no connection can do without. @default false */
  exactly?: boolean
}

interface IntegrationBase<Id extends PlatformId> {
  /** The connected accounts, oldest first; empty also while they are not known: see `loading` and `error`. */
  accounts: ComputedRef<Account<Id>[]>
  /** Whether the accounts are being loaded, with none to show yet. */
  loading: ComputedRef<boolean>
  /** Whether an action is under way. One runs at a time: a second is not begun. */
  pending: Readonly<ShallowRef<boolean>>
  /** Why the last action failed, or else why the accounts could not be loaded. */
  error: ComputedRef<ConnectError | undefined>
  /** Whether there is an account. */
  connected: ComputedRef<boolean>
  /** Whether the accounts are from before, and the server has not confirmed them. */
  stale: ComputedRef<boolean>
  /** Disconnects an account. It leaves the list at once, and returns to it if that fails. Undefined: see `error`. */
  disconnect: (accountId: string) => Promise<DisconnectResult | undefined>
  /** Asks for the accounts again. */
  refresh: () => Promise<void>
}

export interface UseOAuthIntegrationReturn<Id extends OAuthPlatformId> extends IntegrationBase<Id> {
  /**
   * Connects an account, by popup or by leaving for the platform.
   *
   * @param scopes asked for beside those a connection asks for by default and
   * those granted before
   * @returns whether an account is connected; with a redirect it does not return
   * @example connect(['submit'])
   * @example connect(chosen, { exactly: true })
   */
  connect: (scopes?: readonly string[], options?: ConnectAccountOptions) => Promise<boolean>
  /** Connects an account again, asking for all it was granted before and nothing else. The platform is told which one is meant. */
  reconnect: (accountId: string) => Promise<boolean>
  /**
   * Sees to it that an account has these scopes, and asks for those that are
   * missing beside the ones it has.
   *
   * @param accountId which one; by default any that has them, or else the first
   */
  ensureScopes: (scopes: readonly string[], accountId?: string) => Promise<boolean>
}

export interface UseKeyIntegrationReturn<Id extends KeyPlatformId> extends IntegrationBase<Id> {
  /** Connects the account a key belongs to. @returns the account; undefined: see `error` */
  connectWithKey: (apiKey: string) => Promise<Account<Id> | undefined>
  /** Gives a connected account a new key. */
  reconnect: (accountId: string, apiKey: string) => Promise<boolean>
}

/** Platforms have the actions that fit them: a key where they take one, consent where they ask for it. */
export type UseIntegrationReturn<Id extends PlatformId> = {
  [P in Id]: P extends OAuthPlatformId ? UseOAuthIntegrationReturn<P> : P extends KeyPlatformId ? UseKeyIntegrationReturn<P> : never
}[Id]

/** The accounts of one platform, and connecting and disconnecting them. */
export function useIntegration<Id extends PlatformId>(platform: Id, options?: UseIntegrationOptions): UseIntegrationReturn<Id>
export function useIntegration(platform: PlatformId, options: UseIntegrationOptions = {}): object {
  const connect = useConnect()
  const { client } = connect
  const { accounts: known, loading, stale, error: loadError, refresh } = useAccounts(platform)
  const accounts = computed(() => known.value ?? [])
  const pending = shallowRef(false)
  const failure = shallowRef<ConnectError>()
  let disposed = false
  onScopeDispose(() => {
    disposed = true
  })

  async function run<T>(action: () => Promise<T>): Promise<T | undefined> {
    if (pending.value) return undefined
    pending.value = true
    failure.value = undefined
    try {
      return await action()
    }
    catch (thrown) {
      const error = toConnectError(thrown)
      // Nobody is left to hear of it: the client was ended with its app.
      if (disposed) return undefined
      failure.value = error
      options.onError?.(error)
      connect.options.onError?.(error)
      return undefined
    }
    finally {
      pending.value = false
    }
  }

  const link = async (options: LinkAccountOptions) =>
    await run(() => linkAccount(connect, platform as OAuthPlatformId, options)) ?? false

  const connectWithKey = (apiKey: string) => run(() => client.connectWithKey(platform as KeyPlatformId, apiKey))

  const reconnect = (accountId: string) => link({ account: accounts.value.find(({ id }) => id === accountId) })

  async function ensureScopes(scopes: readonly string[], accountId?: string): Promise<boolean> {
    if (!known.value) await client.needAccounts()
    const meant = () => accounts.value.filter(({ id }) => accountId === undefined || id === accountId)
    const has = () => meant().some(account => scopes.every(scope => account.scopes.includes(scope)))
    // The user may have left some out at the platform.
    return has() || (await link({ scopes, account: meant()[0] }) && has())
  }

  return {
    accounts,
    loading: computed(() => loading.value && !known.value),
    pending: shallowReadonly(pending),
    error: computed(() => failure.value ?? loadError.value),
    connected: computed(() => accounts.value.length > 0),
    stale,
    disconnect: (accountId: string) => run(() => client.disconnect(platform, accountId)),
    refresh,
    ...(takesKey(platform)
      ? { connectWithKey, reconnect: async (_: string, apiKey: string) => await connectWithKey(apiKey) !== undefined }
      : { connect: (scopes?: readonly string[], options?: ConnectAccountOptions) => link({ scopes, ...options }), reconnect, ensureScopes }),
  }
}
