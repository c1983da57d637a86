import type { PlatformId } from '../../shared/platforms/registry'
import { logError } from '../log'

/** Argument of the Nitro hooks for accounts. It contains no secret. */
export interface AccountEvent {
  userId: string
  platform: PlatformId
  /** Row id of the account. */
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

/** Calls a Nitro hook of the app. Errors of the hook are logged and otherwise ignored, because the change is already stored. */
export async function callAccountHook(name: Hook, event: AccountEvent): Promise<void> {
  try {
    // Imported on use, because scripts import this module outside Nitro, where there are no hooks.
    const { useNitroApp } = await import('nitropack/runtime')
    await useNitroApp().hooks.callHook(`connect:account:${name}`, event)
  }
  catch (error) {
    logError(`A hook on connect:account:${name} failed.`, error)
  }
}
