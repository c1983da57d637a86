import { computed, onMounted, onScopeDispose, shallowRef, watch } from 'vue'
import type { ComputedRef } from 'vue'
import type { Account } from '../shared/account'

/** Milliseconds; a timer that is set for longer goes off at once. */
const longestTimer = 2 ** 31 - 1

/** The account as the server would tell of it now: on a page that stays open its access token expires. */
export function useCurrentAccount(account: () => Account): ComputedRef<Account> {
  const now = shallowRef<number>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function follow() {
    clearTimeout(timer)
    now.value = Date.now()
    const left = Date.parse(account().accessTokenExpiresAt ?? '') - now.value
    if (left > 0) timer = setTimeout(follow, Math.min(left, longestTimer))
  }
  onMounted(() => {
    follow()
    watch(account, follow)
  })
  onScopeDispose(() => clearTimeout(timer))

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
