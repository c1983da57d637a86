import { getCurrentInstance } from 'vue'

type Listener = (...values: never[]) => void

/**
 * Emits events of a component that may be unmounted by then, for example when
 * its parent shows it only to visitors and the user has signed in. Vue's `emit`
 * does nothing for unmounted components.
 *
 * @returns takes the name of an event, and returns a function that calls its current listeners; undefined if there are none
 */
export function useListeners(): (event: `on${string}`) => (() => void) | undefined {
  const instance = getCurrentInstance()!
  return (event) => {
    const listeners = [instance.vnode.props?.[event] as Listener | Listener[] | undefined].flat().filter(listener => listener !== undefined)
    return listeners.length ? () => listeners.forEach(listener => listener()) : undefined
  }
}
