import { computed, inject, toValue } from 'vue'
import type { ComputedRef } from 'vue'
import { en } from '../ui/messages/en'
import type { Messages } from '../ui/messages/messages'
import { connectKey } from './create-connect'

/** The messages of the closest provider or of the plugin, or else the English ones. */
export function useMessages(): ComputedRef<Messages> {
  const messages = inject(connectKey, undefined)?.options.messages
  return computed(() => toValue(messages) ?? en)
}
