import { computed, onMounted } from 'vue'
import { readCallback, withoutCallback } from '../client/callback'
import type { CallbackResult } from '../client/callback'
import { useConnect } from './useConnect'
import { useMessages } from './useMessages'

/**
 * The result of the OAuth redirect that led to this page. It is read from the
 * query, and then removed from the address. For apps without a router that owns
 * the query; call it before anything else changes the address.
 *
 * @returns a reactive object: do not destructure it
 */
export function useLinkCallback(): Readonly<CallbackResult> {
  const { state } = useConnect()
  const messages = useMessages()
  if (typeof location === 'undefined') return {}
  const parameters = new URLSearchParams(location.search)
  const query = Object.fromEntries(parameters)
  // The platform's name is known once the server has answered.
  const result = computed(() => readCallback(query, state.value.server, messages.value.linkErrors))
  onMounted(() => {
    const rest = new URLSearchParams(withoutCallback(query) as Record<string, string>).toString()
    if (rest !== parameters.toString()) history.replaceState(history.state, '', location.pathname + (rest && `?${rest}`) + location.hash.replace(/^#_$/, ''))
  })
  return {
    get error() {
      return result.value.error
    },
    get platform() {
      return result.value.platform
    },
    get connected() {
      return result.value.connected
    },
  }
}
