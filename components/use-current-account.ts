import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import type { Account } from '../shared/account'
import { useClock } from './use-clock'

/** The account with its current status: its access token may expire while the page is open. */
export function useCurrentAccount(account: () => Account): ComputedRef<Account> {
  const now = useClock(now => Date.parse(account().accessTokenExpiresAt ?? '') - now)

  return computed(() => {
    const received = account()
    const { accessTokenExpiresAt, isExpired, status } = received
    const hasExpired = now.value !== undefined && accessTokenExpiresAt !== null && Date.parse(accessTokenExpiresAt) <= now.value
    if (isExpired || !hasExpired) return received
    return status === 'expiring'
      ? { ...received, isExpired: true, status: 'reconnect_required', reconnectReason: 'grant_expired', reconnectSince: accessTokenExpiresAt }
      : { ...received, isExpired: true }
  })
}
