import type { KeyPlatformDefinition, OAuthPlatformDefinition, PlatformCredential, PlatformDefinition } from './definition'

/** A platform with its id, its kind and the names of its credentials as literal types. */
export type DefinedPlatform<Id extends string, Kind extends PlatformDefinition['kind'], Name extends string = never>
  = (Kind extends 'oauth' ? OAuthPlatformDefinition : KeyPlatformDefinition & { credentials: readonly PlatformCredential<Name>[] })
    & { id: Id, kind: Kind }

/**
 * Defines a platform: a built-in one, or one of an app in its `connect/platforms/`.
 * The file name must be the platform's id.
 *
 * @returns the definition, with id, kind and names of credentials as literal types
 * @example
 * export default definePlatform({
 *   id: 'acme', kind: 'oauth', name: 'Acme', color: '#c2410c',
 *   endpoints: { authorize: 'https://acme.example/authorize', token: 'https://acme.example/token', userinfo: 'https://acme.example/me' },
 *   clientAuth: 'basic', pkce: true, refresh: 'rotating',
 *   profile: { id: 'id', username: 'login' },
 *   api: { baseUrl: 'https://acme.example/api' },
 *   permissions: [{ scope: 'profile', label: 'Profile', description: 'See your name.', required: true }],
 *   features: ['Show who you are on Acme'],
 *   helpUrl: 'https://acme.example/settings/apps',
 * })
 */
export function definePlatform<const Id extends string>(definition: OAuthPlatformDefinition & { id: Id }): DefinedPlatform<Id, 'oauth'>
export function definePlatform<const Id extends string, const Kind extends 'apikey' | 'apppassword', const Name extends string>(definition: Omit<KeyPlatformDefinition, 'credentials'> & { id: Id, kind: Kind, credentials: readonly PlatformCredential<Name>[] }): DefinedPlatform<Id, Kind, Name>
export function definePlatform(definition: PlatformDefinition): PlatformDefinition {
  return definition
}
