import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import type { Account } from '../shared/account'
import { useClock } from './use-clock'

/** The account as the server would tell of it now: on a page that stays open its access token expires. */
export function useCurrentAccount(account: () => Account): ComputedRef<Account> {
  const now = useClock(now => Date.parse(account().accessTokenExpiresAt ?? '') - now)

  return computed(() => {
    const told = account()
    const { accessTokenExpiresAt, isExpired, status } = told
    const hasExpired = now.value !== undefined && accessTokenExpiresAt !== null && Date.parse(accessTokenExpiresAt) <= now.value
    if (isExpired || !hasExpired) return told
    return status === 'expiring'
      ? { ...told, isExpired: true, status: 'reconnect_required', reconnectReason: 'grant_expired', reconnectSince: accessTokenExpiresAt }
      : { ...told, isExpired: true }
  })
}
