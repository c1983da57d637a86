import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import type { GivenCredentials } from '../client/connect-client'
import type { Account, DisconnectResult } from '../shared/account'
import type { ConnectError } from '../shared/connect-error'
import type { KeyPlatformId, OAuthPlatformId, PlatformId } from '../shared/platforms/registry'
import { linkAccount } from './link-account'
import type { LinkAccountOptions } from './link-account'
import { useActions } from './use-actions'
import type { UseActionsReturn } from './use-actions'
import { useAccounts } from './useAccounts'
import { useConnect } from './useConnect'

export interface UseIntegrationOptions {
  /** Called when an action of this integration fails, in addition to the `onError` of the plugin. */
  onError?: (error: ConnectError) => void
}

export interface ConnectAccountOptions {
  /** Requests only the given scopes and the required ones. @default false */
  exactly?: boolean
  /** The host of the account, where users of the platform name it. */
  host?: string
}

interface IntegrationBase<Id extends PlatformId> extends Pick<UseActionsReturn, 'pending'> {
  /** The connected accounts, oldest first. Also empty while they are not known: see `loading` and `error`. */
  accounts: ComputedRef<Account<Id>[]>
  /** Whether the accounts are being loaded, and there are none to show yet. */
  loading: ComputedRef<boolean>
  /** Why the last action failed, or else why the accounts could not be loaded. */
  error: ComputedRef<ConnectError | undefined>
  /** Whether there is an account. */
  connected: ComputedRef<boolean>
  /** Whether the accounts come from the cache or an earlier request, and the server has not confirmed them. */
  stale: ComputedRef<boolean>
  /** Disconnects an account. It leaves the list at once, and returns if that fails. @returns undefined: see `error` */
  disconnect: (accountId: string) => Promise<DisconnectResult | undefined>
  /** Renews the access token of an account, and reads its profile again. @returns the account; undefined: see `error` */
  refresh: (accountId: string) => Promise<Account<Id> | undefined>
  /** Loads the accounts again. Never rejects: see `error`. */
  refetch: () => Promise<void>
}

export interface UseOAuthIntegrationReturn<Id extends OAuthPlatformId> extends IntegrationBase<Id> {
  /**
   * Connects an account in a popup or by redirect.
   *
   * @param scopes requested in addition to the required scopes, the default
   * ones, and those granted before
   * @returns whether an account is connected; with a redirect it does not return
   * @example connect(['submit'])
   * @example connect(chosen, { exactly: true })
   */
  connect: (scopes?: readonly string[], options?: ConnectAccountOptions) => Promise<boolean>
  /** Connects an account again, with the scopes it was granted before. The platform is asked to suggest that account. */
  reconnect: (accountId: string) => Promise<boolean>
  /**
   * Checks that an account has these scopes, and requests those it lacks.
   *
   * @param accountId the account. @default one that has them, or else the first
   */
  ensureScopes: (scopes: readonly string[], accountId?: string) => Promise<boolean>
}

export interface UseKeyIntegrationReturn<Id extends KeyPlatformId> extends IntegrationBase<Id> {
  /**
   * Connects the account the credentials belong to.
   *
   * @returns the account; undefined: see `error`
   * @example connectWithKey('the API key')
   * @example connectWithKey({ identifier: 'ada', appPassword: 'secret' })
   */
  connectWithKey: (credentials: GivenCredentials<Id>) => Promise<Account<Id> | undefined>
  /** Replaces the credentials of a connected account. Error `ACCOUNT_MISMATCH`: they belong to another account. */
  reconnect: (accountId: string, credentials: GivenCredentials<Id>) => Promise<boolean>
}

/** The actions that fit the kind of the platform. At run time, one object has all of them. */
export type UseIntegrationReturn<Id extends PlatformId> = {
  [P in Id]: P extends OAuthPlatformId ? UseOAuthIntegrationReturn<P> : P extends KeyPlatformId ? UseKeyIntegrationReturn<P> : never
}[Id]

/** The accounts of one platform, and connecting and disconnecting them. Actions never reject: they set `error`. */
export function useIntegration<Id extends PlatformId>(platform: Id, options?: UseIntegrationOptions): UseIntegrationReturn<Id>
export function useIntegration(platform: PlatformId, { onError }: UseIntegrationOptions = {}): object {
  const connect = useConnect()
  const { client } = connect
  const { accounts: known, loading, stale, error, refetch } = useAccounts(platform)
  const { pending, failure, run } = useActions(onError)
  const accounts = computed(() => known.value ?? [])
  const find = (accountId: string) => accounts.value.find(({ id }) => id === accountId)

  const link = (options: LinkAccountOptions) =>
    run(() => linkAccount(connect, platform as OAuthPlatformId, options)).then(Boolean)

  async function ensureScopes(scopes: readonly string[], accountId?: string): Promise<boolean> {
    if (!known.value) await client.needAccounts()
    const candidates = () => accounts.value.filter(({ id }) => accountId === undefined || id === accountId)
    const has = () => candidates().some(account => scopes.every(scope => account.scopes.includes(scope)))
    // The user may refuse some of them at the platform.
    return has() || (await link({ scopes, account: candidates()[0] }) && has())
  }

  const connectWithKey = (credentials: GivenCredentials<KeyPlatformId>, account?: Pick<Account, 'id' | 'host'>) =>
    run(() => client.connectWithKey(platform as KeyPlatformId, credentials, account))

  return {
    accounts,
    loading: computed(() => loading.value && !known.value),
    pending,
    error: computed(() => failure.value ?? error.value),
    connected: computed(() => accounts.value.length > 0),
    stale,
    refetch,
    refresh: (accountId: string) => run(() => client.refresh(platform, accountId)),
    disconnect: (accountId: string) => run(() => client.disconnect(platform, accountId)),
    connect: (scopes?: readonly string[], options?: ConnectAccountOptions) => link({ scopes, ...options }),
    connectWithKey,
    reconnect: (accountId: string, credentials?: GivenCredentials<KeyPlatformId>) => credentials
      ? connectWithKey(credentials, find(accountId) ?? { id: accountId }).then(Boolean)
      : link({ account: find(accountId) }),
    ensureScopes,
  }
}
