import { credentialVariables, isOAuthPlatform, platformList, platforms } from '../../shared/platforms'
import type { OAuthPlatformId, PlatformId } from '../../shared/platforms'
import type { ClientCredentials } from '.'
import { sandboxUrl } from './sandbox'

/** The app's registration at a platform: from the environment, or the one every sandbox knows. */
export function platformCredentials(platform: OAuthPlatformId): ClientCredentials | undefined {
  if (sandboxUrl()) return { clientId: `sandbox-${platform}`, clientSecret: `sandbox-${platform}-secret` }
  const variables = credentialVariables(platform)
  const clientId = process.env[variables.clientId]
  const clientSecret = process.env[variables.clientSecret]
  if (Boolean(clientId) !== Boolean(clientSecret)) {
    throw new Error(`${platforms[platform].name} needs both ${variables.clientId} and ${variables.clientSecret}.`)
  }
  return clientId && clientSecret ? { clientId, clientSecret } : undefined
}

/** Whether accounts of the platform can be connected here. Keys need nothing of us. */
export function isEnabled(platform: PlatformId): boolean {
  return !isOAuthPlatform(platform) || platformCredentials(platform) !== undefined
}

/** Whether the platform's word on an email address counts. X confirms addresses, but not to sign in by. */
export function verifiesEmail(platform: OAuthPlatformId): boolean {
  return 'verifiesEmail' in platforms[platform]
}

/**
 * Whether someone without an account may sign up through the platform: those
 * that verify email addresses, or the ones `SIGN_UP_PLATFORMS` lists.
 */
export function allowsSignUp(platform: OAuthPlatformId): boolean {
  const listed = process.env.SIGN_UP_PLATFORMS
  if (listed === undefined) return verifiesEmail(platform)
  return listed.split(',').map(id => id.trim()).includes(platform)
}

export function enabledOAuthPlatforms(): OAuthPlatformId[] {
  return platformList.map(platform => platform.id).filter(isOAuthPlatform).filter(isEnabled)
}

/** The `providerId`s whose accounts can sign their user in. A password counts apart. */
export function signInProviders(): string[] {
  return enabledOAuthPlatforms().map(platform => platforms[platform].providerId)
}
