import { connectors, definitions, groups } from './all'
import type { PlatformDefinition } from '../../shared/platforms/definition'
import type { OAuthPlatformId, PlatformId } from '../../shared/platforms/registry'
import type { Connector } from './connector'
import { isOAuth } from './kind'

export { isOAuth }

/** The platforms of this build, in display order. */
export const platformIds = definitions.map(definition => definition.id) as readonly PlatformId[]

const byId = new Map(definitions.map(definition => [definition.id, definition]))
const byProvider = new Map(definitions.map(definition => [providerOf(definition), definition.id as PlatformId]))

/** Whether a value is the id of a platform in this build. */
export function isPlatformId(id: unknown): id is PlatformId {
  return typeof id === 'string' && byId.has(id)
}

/** Returns the definition of a platform. @throws Error when the platform is not in this build */
export function definitionOf(id: PlatformId): PlatformDefinition {
  const definition = byId.get(id)
  if (!definition) throw new Error(`The platform ${id} is not in this build. Add it to connect.platforms in nuxt.config.`)
  return definition
}

/** Returns the connector of a platform. Empty for a standard platform. */
export function connectorOf(id: string): Connector {
  return connectors[id] ?? {}
}

/** Returns the heading of the platform's group, if the app has groups. */
export function groupOf(id: PlatformId): string | undefined {
  return groups[id]
}

/** Whether the platform's accounts are connected with OAuth, not with credentials. */
export function isOAuthPlatform(id: PlatformId): id is OAuthPlatformId {
  return isOAuth(definitionOf(id))
}

/** Returns Better Auth's provider id of a platform, the `providerId` of its accounts in the database. */
export function providerIdOf(id: PlatformId): string {
  return providerOf(definitionOf(id))
}

/** Returns the platform of a `providerId`. Undefined for passwords, and for platforms that are not in this build. */
export function platformOfProvider(providerId: string): PlatformId | undefined {
  return byProvider.get(providerId)
}

function providerOf(definition: PlatformDefinition): string {
  return (isOAuth(definition) && definition.providerId) || definition.id
}

/** Returns the scopes that every connection requests. */
export function requiredScopes(id: PlatformId): string[] {
  return definitionOf(id).permissions.filter(permission => permission.required).map(permission => permission.scope)
}

/** Returns the scopes that a connection requests by default: the required ones and the default ones. */
export function initialScopes(id: PlatformId): string[] {
  return definitionOf(id).permissions.filter(permission => permission.required || permission.default).map(permission => permission.scope)
}
