import { inject } from 'vue'
import { connectKey } from './create-connect'
import type { Connect } from './create-connect'

/**
 * The connect client, its state and its options.
 *
 * @throws Error where neither the plugin nor an `IntegrationProvider` is around
 */
export function useConnect(): Connect {
  const connect = inject(connectKey, undefined)
  if (!connect) throw new Error('Nothing is connected here: install createConnect() in the app, or put an IntegrationProvider around it.')
  return connect
}
