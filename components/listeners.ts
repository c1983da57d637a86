import { getCurrentInstance } from 'vue'

type Listener = (...values: never[]) => void

/**
 * Tells listeners of an event also when the component has left the page by
 * then, as it does when its parent shows it to visitors only and they have just
 * signed in, or until something is connected: Vue's own `emit` is silent after that.
 *
 * @returns takes the event's name and gives what tells its listeners of now; undefined when nobody listens
 */
export function useListeners(): (event: `on${string}`) => (() => void) | undefined {
  const instance = getCurrentInstance()!
  return (event) => {
    const listeners = [instance.vnode.props?.[event] as Listener | Listener[] | undefined].flat().filter(listener => listener !== undefined)
    return listeners.length ? () => listeners.forEach(listener => listener()) : undefined
  }
}
