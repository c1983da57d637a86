import type { PlatformId } from '../../shared/platforms'
import { logError } from '../log'

/** What a Nitro hook of the vault is told: which account, never its secrets. */
export interface AccountEvent {
  userId: string
  platform: PlatformId
  /** The row's id. */
  accountId: string
}

type Hook = 'connected' | 'refreshed' | 'reconnect_required' | 'disconnected'

declare module 'nitropack/types' {
  interface NitroRuntimeHooks {
    'connect:account:connected': (event: AccountEvent) => void | Promise<void>
    'connect:account:refreshed': (event: AccountEvent) => void | Promise<void>
    'connect:account:reconnect_required': (event: AccountEvent) => void | Promise<void>
    'connect:account:disconnected': (event: AccountEvent) => void | Promise<void>
  }
}

/** Tells the app. What its hook throws is logged and changes nothing: it has already happened. */
export async function announce(what: Hook, event: AccountEvent): Promise<void> {
  try {
    // Loaded late: scripts use what surrounds this outside Nitro, where there is nobody to tell.
    const { useNitroApp } = await import('nitropack/runtime')
    await useNitroApp().hooks.callHook(`connect:account:${what}`, event)
  }
  catch (error) {
    logError(`A hook on connect:account:${what} failed.`, error)
  }
}
