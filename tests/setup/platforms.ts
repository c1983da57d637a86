import { platforms } from '../../shared/platforms'
import type { KeyPlatformDefinition, OAuthPlatformDefinition, PlatformDefinition } from '../../shared/platforms'
import type { KeyPlatformId, OAuthPlatformId, PlatformId } from '../../shared/platforms/registry'

type Defined<Id extends PlatformId, Definition extends PlatformDefinition> = Definition & { id: Id }

/** Our platforms, as tests loop over them: by id and kind. */
export const definitions: readonly Defined<PlatformId, PlatformDefinition>[] = Object.values(platforms)
export const oauthDefinitions = definitions.filter((definition): definition is Defined<OAuthPlatformId, OAuthPlatformDefinition> => definition.kind === 'oauth')
export const keyDefinitions = definitions.filter((definition): definition is Defined<KeyPlatformId, KeyPlatformDefinition> => definition.kind !== 'oauth')
export const oauthPlatforms: readonly OAuthPlatformId[] = oauthDefinitions.map(({ id }) => id)

/** Platforms that can sign their user in: an account at a host that its user names cannot. */
export const signInDefinitions = oauthDefinitions.filter(({ host }) => host !== 'user')

/** OAuth platforms that renew tokens by a refresh token. */
export const renewedPlatforms: readonly OAuthPlatformId[] = oauthDefinitions.filter(({ refresh }) => refresh === 'rotating' || refresh === 'reusable').map(({ id }) => id)

export function oauthDefinition(id: OAuthPlatformId): OAuthPlatformDefinition {
  return oauthDefinitions.find(definition => definition.id === id)!
}

/** The `providerId` in the database: Better Auth's id of the provider. */
export function providerOf(id: PlatformId): string {
  const definition: PlatformDefinition = platforms[id]
  return (definition.kind === 'oauth' && definition.providerId) || id
}

/** What every connection asks for. */
export function requiredScopes(id: OAuthPlatformId): string[] {
  return oauthDefinition(id).permissions.filter(({ required }) => required).map(({ scope }) => scope)
}

/** What a connection asks for unless its user chooses otherwise. */
export function usualScopes(id: OAuthPlatformId): string[] {
  return oauthDefinition(id).permissions.filter(permission => permission.required || permission.default).map(({ scope }) => scope)
}

/** A scope that is only asked for when somebody wants it, if the platform has one. */
export function extraScope(id: OAuthPlatformId): string | undefined {
  return oauthDefinition(id).permissions.find(({ risky }) => risky)?.scope
}
