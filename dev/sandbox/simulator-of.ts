import type { PlatformDefinition } from '../../shared/platforms'
import { deriveKeySimulator } from './derived/key'
import { deriveOAuthSimulator } from './derived/oauth'
import type { ProviderDefinition } from './provider'
import { bluesky } from './providers/bluesky'
import { devto } from './providers/devto'
import { github } from './providers/github'
import { google } from './providers/google'
import { mastodon } from './providers/mastodon'
import { reddit } from './providers/reddit'
import { x } from './providers/x'

/** Simulators of platforms whose protocol is not standard, by platform id. */
const special: Readonly<Record<string, ProviderDefinition>> = { reddit, x, google, github, mastodon, bluesky, devto }

/**
 * Returns the simulator of a platform: its own, or one derived from the definition.
 *
 * @returns undefined without `endpoints.userinfo` or `profile`, because only a
 * connector can read the profile then
 */
export function simulatorOf(definition: PlatformDefinition): ProviderDefinition | undefined {
  if (Object.hasOwn(special, definition.id)) return special[definition.id]
  return definition.kind === 'oauth' ? deriveOAuthSimulator(definition) : deriveKeySimulator(definition)
}
