import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import type { Account, AccountsByPlatform } from '../shared/account'
import type { ConnectError } from '../shared/connect-error'
import type { PlatformId } from '../shared/platforms/registry'
import { beforeServerRender } from './before-server-render'
import { useConnect } from './useConnect'

export interface UseAccountsReturn<T> {
  /** The connected accounts; undefined while they are not known. An empty list always means that there are none. */
  accounts: ComputedRef<T | undefined>
  /** Whether a request is under way. */
  loading: ComputedRef<boolean>
  /** Whether the accounts come from the cache or an earlier request, and the server has not confirmed them. */
  stale: ComputedRef<boolean>
  /** Why the last request failed. */
  error: ComputedRef<ConnectError | undefined>
  /** Loads the accounts again. Never rejects: see `error`. */
  refetch: () => Promise<void>
}

/** The signed-in user's accounts on every platform, or on one. All components share one list and one request. */
export function useAccounts(): UseAccountsReturn<AccountsByPlatform>
export function useAccounts<Id extends PlatformId>(platform: Id): UseAccountsReturn<Account<Id>[]>
export function useAccounts(platform?: PlatformId): UseAccountsReturn<AccountsByPlatform | Account[]> {
  const { client, state, options } = useConnect()
  // With the global fetch, a server knows neither the page's origin nor the visitor's session.
  beforeServerRender(() => options.fetch && client.needAccounts())
  if (typeof window !== 'undefined') void client.needAccounts()
  return {
    accounts: computed(() => platform && state.value.accounts ? state.value.accounts[platform] ?? [] : state.value.accounts),
    loading: computed(() => state.value.loading),
    stale: computed(() => state.value.stale),
    error: computed(() => state.value.error),
    refetch: client.loadAccounts,
  }
}
