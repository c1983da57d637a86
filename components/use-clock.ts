import { onMounted, onScopeDispose, shallowReadonly, shallowRef, watchEffect } from 'vue'
import type { ShallowRef } from 'vue'

/** The longest timeout in milliseconds. Longer ones fire at once. */
const longestTimer = 2 ** 31 - 1

/**
 * The current time, updated whenever a text that depends on it changes.
 *
 * @param lasts milliseconds for which the text of a time is valid; undefined or NaN if it never changes
 * @returns milliseconds since 1970; undefined until the component is mounted
 */
export function useClock(lasts: (now: number) => number | undefined): Readonly<ShallowRef<number | undefined>> {
  const time = shallowRef<number>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function update() {
    clearTimeout(timer)
    const now = time.value = Date.now()
    const left = lasts(now) ?? 0
    if (left > 0) timer = setTimeout(update, Math.min(left, longestTimer))
  }
  onMounted(() => watchEffect(update))
  onScopeDispose(() => clearTimeout(timer))
  return shallowReadonly(time)
}
