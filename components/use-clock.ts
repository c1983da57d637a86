import { onMounted, onScopeDispose, shallowReadonly, shallowRef, watchEffect } from 'vue'
import type { ShallowRef } from 'vue'

/** Milliseconds; a timer that is set for longer goes off at once. */
const longestTimer = 2 ** 31 - 1

/**
 * The time, told anew whenever what is made of it has to change.
 *
 * @param lasts milliseconds for which what is made of a time holds; none, or no number, when that is for good
 * @returns milliseconds since 1970; undefined until scripts have taken over the page
 */
export function useClock(lasts: (now: number) => number | undefined): Readonly<ShallowRef<number | undefined>> {
  const time = shallowRef<number>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function tell() {
    clearTimeout(timer)
    const now = time.value = Date.now()
    const left = lasts(now) ?? 0
    if (left > 0) timer = setTimeout(tell, Math.min(left, longestTimer))
  }
  onMounted(() => watchEffect(tell))
  onScopeDispose(() => clearTimeout(timer))
  return shallowReadonly(time)
}
