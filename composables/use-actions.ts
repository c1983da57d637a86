import { onScopeDispose, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import { toConnectError } from '../client/errors'
import type { ConnectError } from '../shared/connect-error'
import { useConnect } from './useConnect'

export interface UseActionsReturn {
  /** Whether an action is under way. Only one runs at a time: a second one does nothing. */
  pending: Readonly<ShallowRef<boolean>>
  /** Why the last action failed. */
  failure: Readonly<ShallowRef<ConnectError | undefined>>
  /** Runs an action. @returns its result; undefined if it failed */
  run: <T>(action: () => Promise<T>) => Promise<T | undefined>
}

/**
 * The rule for actions of composables: they never reject, so that templates can
 * call them. An action that fails resolves to undefined or false, sets the
 * composable's `error`, and calls `onError`.
 */
export function useActions(onError?: (error: ConnectError) => void): UseActionsReturn {
  const { options } = useConnect()
  const pending = shallowRef(false)
  const failure = shallowRef<ConnectError>()
  let disposed = false
  onScopeDispose(() => {
    disposed = true
  })

  async function run<T>(action: () => Promise<T>): Promise<T | undefined> {
    if (pending.value) return
    pending.value = true
    failure.value = undefined
    try {
      return await action()
    }
    catch (thrown) {
      // The client was disposed with its app: the error is an aborted request.
      if (disposed) return
      const error = failure.value = toConnectError(thrown)
      onError?.(error)
      options.onError?.(error)
    }
    finally {
      pending.value = false
    }
  }

  return { pending, failure, run }
}

/** For actions without a result: makes a function that runs an action, and resolves to whether it succeeded. */
export function succeedsBy(run: UseActionsReturn['run']): (action: () => Promise<unknown>) => Promise<boolean> {
  return action => run(() => action().then(() => true)).then(Boolean)
}
