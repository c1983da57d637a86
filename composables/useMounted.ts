import { onMounted, readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'

/** Whether the component is mounted: false on the server and during hydration. */
export function useMounted(): Readonly<Ref<boolean>> {
  const mounted = shallowRef(false)
  onMounted(() => {
    mounted.value = true
  })
  return readonly(mounted)
}
