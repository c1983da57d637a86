import type { OAuthPlatformDefinition, PlatformDefinition } from '../../shared/platforms/definition'

/** Whether the platform's accounts are connected with OAuth, not with credentials. */
export function isOAuth(definition: PlatformDefinition): definition is OAuthPlatformDefinition {
  return definition.kind === 'oauth'
}
