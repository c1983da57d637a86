import type { PlatformDefinition } from '../../shared/platforms/definition'
import { platforms } from '../../shared/platforms'

// All built-in platforms. A Nuxt build has the chosen ones instead.
export const definitions: readonly PlatformDefinition[] = Object.values(platforms)
export const groups: Readonly<Record<string, string>> = {}
export { connectors } from './connectors'
