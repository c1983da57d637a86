import type { PlatformDefinition, PlatformPermission } from './definition'
import { devto } from './devto'
import { google } from './google'
import { reddit } from './reddit'
import { x } from './x'

export type { PlatformDefinition, PlatformPermission } from './definition'

/** Every platform there is. Ids, unions, environment variables and routes derive from this map. */
export const platforms = { reddit, x, google, devto } as const satisfies { [Id in string]: PlatformDefinition & { id: Id } }

export type PlatformId = keyof typeof platforms
type OfKind<Kind> = { [Id in PlatformId]: (typeof platforms)[Id]['kind'] extends Kind ? Id : never }[PlatformId]
export type OAuthPlatformId = OfKind<'oauth'>
export type KeyPlatformId = OfKind<'apikey'>
/** Better Auth's provider ids. */
export type ProviderId = (typeof platforms)[PlatformId]['providerId']

/** The definitions under their general type, for code that treats all platforms alike. */
export const platformList: readonly (PlatformDefinition & { id: PlatformId })[] = Object.values(platforms)

/** The hosts of all platforms. */
export const platformHosts: ReadonlySet<string> = new Set(platformList.flatMap(platform => platform.hosts))

/** Whether it is the id of a platform, wherever it comes from. */
export function isPlatformId(id: unknown): id is PlatformId {
  return typeof id === 'string' && Object.hasOwn(platforms, id)
}

/** Whether the platform's accounts are connected by consent, and not by a key. */
export function isOAuthPlatform(id: PlatformId): id is OAuthPlatformId {
  return platforms[id].kind === 'oauth'
}

/** The platform whose accounts carry this `providerId`; none for passwords and providers we do not list. */
export function platformOfProvider(providerId: string): PlatformId | undefined {
  return platformList.find(platform => platform.providerId === providerId)?.id
}

/** The environment variables that switch an OAuth platform on. */
export function credentialVariables(id: OAuthPlatformId): { clientId: string, clientSecret: string } {
  const prefix = id.toUpperCase()
  return { clientId: `${prefix}_CLIENT_ID`, clientSecret: `${prefix}_CLIENT_SECRET` }
}

/** The scopes every connection asks for. */
export function requiredScopes(id: PlatformId): string[] {
  return scopesOf(id, permission => permission.required)
}

/** The scopes a connection asks for unless the user chooses: the required ones, and those that are on by default. */
export function initialScopes(id: PlatformId): string[] {
  return scopesOf(id, permission => permission.required || permission.default)
}

/** Those of them that the user may leave out. */
export function defaultScopes(id: PlatformId): string[] {
  return scopesOf(id, permission => permission.default && !permission.required)
}

function scopesOf(id: PlatformId, isMeant: (permission: PlatformPermission) => boolean | undefined): string[] {
  const permissions: readonly PlatformPermission[] = platforms[id].permissions
  return permissions.filter(isMeant).map(permission => permission.scope)
}
