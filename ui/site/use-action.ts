import type { Ref } from 'vue'
import { useMessages } from '../../composables/useMessages'
import type { ConnectError } from '../../shared/connect-error'
import { describeError } from '../messages/describe'

/** The result of an action, for a person. */
export interface ActionResult {
  kind: 'success' | 'error'
  text: string
  /** Whether the user has to sign in again first. */
  needsFreshSession?: boolean
}

/**
 * The result of a composable's actions, for a form.
 *
 * @param error the composable's `error`
 */
export function useAction(error: Readonly<Ref<ConnectError | undefined>>) {
  const messages = useMessages()
  const busy = shallowRef(false)
  const result = shallowRef<ActionResult>()

  /**
   * Runs an action, unless one is under way.
   *
   * @param successText the message when it succeeded
   * @returns whether it succeeded
   */
  async function run(action: () => Promise<boolean>, successText?: string): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    result.value = undefined
    const isDone = await action()
    busy.value = false
    if (isDone) {
      result.value = successText === undefined ? undefined : { kind: 'success', text: successText }
    }
    else if (error.value) {
      result.value = { kind: 'error', text: describeError(messages.value, error.value), needsFreshSession: error.value.code === 'SESSION_NOT_FRESH' }
    }
    return isDone
  }

  return { busy, result, run }
}
