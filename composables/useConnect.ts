import { inject } from 'vue'
import { connectKey } from './create-connect'
import type { Connect } from './create-connect'

/**
 * The connect client, its state and its options.
 *
 * @throws Error without the plugin or an `IntegrationProvider`
 */
export function useConnect(): Connect {
  const connect = inject(connectKey, undefined)
  if (!connect) throw new Error('Use createConnect().')
  return connect
}
