import type { PlatformCredential, PlatformKind, platforms } from './index'

type Ours = typeof platforms
type CredentialNames<Definition> = Definition extends { credentials: readonly PlatformCredential<infer Name>[] } ? Name : never

/**
 * Kind and credentials of each platform, for types. The build of an app adds the
 * app's own platforms in `connect/platforms/` by module augmentation.
 *
 * @example
 * declare module 'nuxt-better-auth-connect/vue' {
 *   interface PlatformRegistry {
 *     acme: { kind: 'oauth', credentials: never }
 *   }
 * }
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- only an interface can be augmented
export interface PlatformRegistry extends OurPlatforms {}

type OurPlatforms = { [Id in keyof Ours]: { kind: Ours[Id]['kind'], credentials: CredentialNames<Ours[Id]> } }

/** The entry of one definition in {@link PlatformRegistry}. */
export interface PlatformEntry<Definition extends { kind: PlatformKind }> {
  kind: Definition['kind']
  credentials: CredentialNames<Definition>
}

/** The id of a platform, in URLs, code and responses. */
export type PlatformId = keyof PlatformRegistry & string
type OfKind<Kind extends PlatformKind> = { [Id in PlatformId]: PlatformRegistry[Id]['kind'] extends Kind ? Id : never }[PlatformId]
/** Ids of platforms whose accounts are connected with OAuth. */
export type OAuthPlatformId = OfKind<'oauth'>
/** Ids of platforms whose accounts are connected with a key or an app password. */
export type KeyPlatformId = OfKind<'apikey' | 'apppassword'>

/** Credentials of a key platform by name. Platforms with only `apiKey` also accept the key as a string. */
export type CredentialsOf<Id extends KeyPlatformId>
  = | { [Name in PlatformRegistry[Id]['credentials'] & string]: string }
    | ([PlatformRegistry[Id]['credentials']] extends ['apiKey'] ? string : never)
