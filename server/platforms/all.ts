import type { PlatformDefinition } from '../../shared/platforms/definition'
import { platforms } from '../../shared/platforms'

// `#connect/platforms` outside a Nuxt build, for scripts and tests: all built-in platforms.
export const definitions: readonly PlatformDefinition[] = Object.values(platforms)
export const groups: Readonly<Record<string, string>> = {}
export { connectors } from './connectors'
