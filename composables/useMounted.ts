import { onMounted, readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'

/** Whether the page is alive: false in what the server renders, true once scripts have taken over. */
export function useMounted(): Readonly<Ref<boolean>> {
  const mounted = shallowRef(false)
  onMounted(() => {
    mounted.value = true
  })
  return readonly(mounted)
}
