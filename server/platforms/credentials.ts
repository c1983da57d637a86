import type { PlatformDefinition } from '../../shared/platforms/definition'
import type { OAuthPlatformId, PlatformId } from '../../shared/platforms/registry'
import { credentialSettings, credentialVariables, listSetting } from '../settings'
import type { ClientCredentials } from './connector'
import { connectorOf, definitionOf, isOAuth, isOAuthPlatform, platformIds } from './index'
import { sandboxUrl } from './sandbox'

/** The app's client credentials at a platform: from the settings, or those of the sandbox. */
export function platformCredentials({ id, name }: PlatformDefinition): ClientCredentials | undefined {
  if (sandboxUrl()) return { clientId: `sandbox-${id}`, clientSecret: `sandbox-${id}-secret` }
  const { clientId, clientSecret } = credentialSettings(id)
  if (Boolean(clientId) !== Boolean(clientSecret)) {
    const names = credentialVariables(id)
    throw new Error(`${name} is only half configured. Set both ${names.clientId} and ${names.clientSecret}, or neither.`)
  }
  return clientId && clientSecret ? { clientId, clientSecret } : undefined
}

/** Whether the server registers itself at the hosts that users name. Then it needs no configured client credentials. */
export function registersItself(id: string): boolean {
  return connectorOf(id).register !== undefined
}

/** Whether accounts of the platform can be connected. Key platforms need no configuration. */
export function isEnabled(platform: PlatformId): boolean {
  const definition = definitionOf(platform)
  return !isOAuth(definition) || registersItself(platform) || platformCredentials(definition) !== undefined
}

/** Whether the platform verifies email addresses. */
export function verifiesEmail(platform: PlatformId): boolean {
  const definition = definitionOf(platform)
  return isOAuth(definition) && definition.verifiesEmail === true
}

/**
 * Whether new users may sign up through the platform. `SIGN_UP_PLATFORMS` lists the
 * platforms that allow it. By default, those that verify email addresses do.
 */
export function allowsSignUp(platform: PlatformId): boolean {
  return listSetting('SIGN_UP_PLATFORMS')?.includes(platform) ?? verifiesEmail(platform)
}

/** The OAuth platforms whose accounts can be connected. */
export function enabledOAuthPlatforms(): OAuthPlatformId[] {
  return platformIds.filter(isOAuthPlatform).filter(isEnabled)
}

/** Whether users can sign in with the platform. Not where users name the host, because a malicious host could claim any identity. */
export function canSignIn(platform: PlatformId): platform is OAuthPlatformId {
  return isOAuthPlatform(platform) && definitionOf(platform).host !== 'user' && isEnabled(platform)
}

/** The platforms that users can sign in with. */
export function signInPlatforms(): OAuthPlatformId[] {
  return platformIds.filter(canSignIn)
}
