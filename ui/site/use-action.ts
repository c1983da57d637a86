import { toConnectError } from '../../client/errors'
import { useMessages } from '../../composables/useMessages'
import { describeError } from '../messages/describe'

/** What an action came to, for a person. */
export interface ActionResult {
  kind: 'success' | 'error'
  text: string
  /** Only somebody who has just signed in may do this. */
  needsFreshSession?: boolean
}

/** Something a form does: one run at a time, and what the last one came to. */
export function useAction() {
  const messages = useMessages()
  const busy = shallowRef(false)
  const result = shallowRef<ActionResult>()

  /**
   * @param done what to say when it worked
   * @returns whether it did
   */
  async function run(act: () => Promise<unknown>, done?: string): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    result.value = undefined
    try {
      await act()
      result.value = done === undefined ? undefined : { kind: 'success', text: done }
      return true
    }
    catch (thrown) {
      const error = toConnectError(thrown)
      result.value = { kind: 'error', text: describeError(messages.value, error), needsFreshSession: error.code === 'SESSION_NOT_FRESH' }
      return false
    }
    finally {
      busy.value = false
    }
  }

  return { busy, result, run }
}
