import { computed, onServerPrefetch } from 'vue'
import type { ComputedRef } from 'vue'
import type { Account, AccountsByPlatform } from '../shared/account'
import type { ConnectError } from '../shared/connect-error'
import type { PlatformId } from '../shared/platforms'
import { useConnect } from './useConnect'

export interface UseAccountsReturn<T> {
  /** The connected accounts. Undefined while they are not known: never an empty list for "could not be loaded". */
  accounts: ComputedRef<T | undefined>
  /** Whether the server is being asked. */
  loading: ComputedRef<boolean>
  /** Whether the accounts are from before, and the server has not confirmed them. */
  stale: ComputedRef<boolean>
  /** Why the server's last answer was no list. */
  error: ComputedRef<ConnectError | undefined>
  /** Asks the server again. Never rejects: see `error`. */
  refresh: () => Promise<void>
}

// In browsers, too, where it does nothing: components that have it count ids apart, and what the
// server rendered must find its labels again. By another name, since Nuxt removes the call there.
const beforeServerRender = onServerPrefetch

/** The signed-in user's accounts on every platform, or on one. All users of it share one list and one request. */
export function useAccounts(): UseAccountsReturn<AccountsByPlatform>
export function useAccounts<Id extends PlatformId>(platform: Id): UseAccountsReturn<Account<Id>[]>
export function useAccounts(platform?: PlatformId): UseAccountsReturn<AccountsByPlatform | Account[]> {
  const { client, state, options } = useConnect()
  // By the global fetch a server has neither the page's origin to ask nor the visitor's session to ask with.
  beforeServerRender(() => options.fetch && client.needAccounts())
  if (typeof window !== 'undefined') void client.needAccounts()
  return {
    accounts: computed(() => platform && state.value.accounts ? state.value.accounts[platform] ?? [] : state.value.accounts),
    loading: computed(() => state.value.loading),
    stale: computed(() => state.value.stale),
    error: computed(() => state.value.error),
    refresh: client.loadAccounts,
  }
}
