import type { ProviderDefinition } from './provider'
import { devto } from './providers/devto'
import { google } from './providers/google'
import { reddit } from './providers/reddit'
import { x } from './providers/x'

/** Every simulated provider. The platform union and all per-platform state derive from this map. */
export const providers = { reddit, x, google, devto } satisfies Record<string, ProviderDefinition>

/** Id of a simulated platform. */
export type Platform = keyof typeof providers

/** The ids, in the order of the map. */
export const platforms = Object.keys(providers) as Platform[]

/** Narrows any input to a platform id. */
export function isPlatform(value: unknown): value is Platform {
  return typeof value === 'string' && Object.hasOwn(providers, value)
}
