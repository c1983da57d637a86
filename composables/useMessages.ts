import { computed, inject, toValue } from 'vue'
import type { ComputedRef } from 'vue'
import { en } from '../ui/messages/en'
import type { Messages } from '../ui/messages/messages'
import { connectKey } from './create-connect'

/** What the components say: the messages of the plugin or provider around, or the English ones. */
export function useMessages(): ComputedRef<Messages> {
  const messages = inject(connectKey, undefined)?.options.messages
  return computed(() => toValue(messages) ?? en)
}
