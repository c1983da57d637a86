import type { KeyPlatformId, PlatformId, platforms } from './platforms'

type ProviderOf<Id extends PlatformId> = (typeof platforms)[Id]['providerId']
type RenamedPlatformId = { [Id in PlatformId]: ProviderOf<Id> extends Id ? never : Id }[PlatformId]

// All that calling the account API takes of the registry, whose icons and texts weigh more than
// the whole connect client. Both are checked against it: a platform that is missing here, or has no
// business being here, does not compile.
const renamedProviders: { [Id in RenamedPlatformId]: ProviderOf<Id> } = { x: 'twitter' }
const keyPlatforms: { [Id in KeyPlatformId]: true } = { devto: true }

/** Better Auth's id of a platform's provider. */
export function providerIdOf(platform: PlatformId): string {
  return (renamedProviders as Record<string, string>)[platform] ?? platform
}

/** Whether accounts of the platform are connected with a key. */
export function takesKey(platform: PlatformId): platform is KeyPlatformId {
  return platform in keyPlatforms
}
