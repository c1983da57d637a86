import { onBeforeMount } from 'vue'

/**
 * Keeps what was typed, or filled in by the browser, into a field that the server
 * rendered before scripts were there to hear of it: taking over the page sets
 * the field to what it is bound to.
 *
 * @param id the field's
 */
export function useEarlyInput(id: string, keep: (value: string) => void): void {
  onBeforeMount(() => {
    const field = document.getElementById(id)
    if (field instanceof HTMLInputElement && field.value) keep(field.value)
  })
}
