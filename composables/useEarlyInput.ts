import { onBeforeMount } from 'vue'

/**
 * Keeps the value that a field got before hydration, from the user or from the
 * browser. Without this, hydration resets a field the server rendered to the
 * value it is bound to.
 *
 * @param id the id of the field
 */
export function useEarlyInput(id: string, keep: (value: string) => void): void {
  onBeforeMount(() => {
    const field = document.getElementById(id)
    if (field instanceof HTMLInputElement && field.value) keep(field.value)
  })
}
