import { onMounted } from 'vue'
import { readCallback, withoutCallback } from '../client/callback'
import type { CallbackResult } from '../client/callback'
import { useMessages } from './useMessages'

/**
 * How a trip to a platform ended that led back to this page, read from its
 * address and then removed from it. For apps without a router that keeps the
 * query itself; call it before anything else changes the address.
 */
export function useLinkCallback(): CallbackResult {
  const messages = useMessages()
  if (typeof location === 'undefined') return {}
  const parameters = new URLSearchParams(location.search)
  const query = Object.fromEntries(parameters)
  onMounted(() => {
    const rest = new URLSearchParams(withoutCallback(query) as Record<string, string>).toString()
    if (rest !== parameters.toString()) history.replaceState(history.state, '', location.pathname + (rest && `?${rest}`) + location.hash.replace(/^#_$/, ''))
  })
  return readCallback(query, messages.value.linkErrors)
}
