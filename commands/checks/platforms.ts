import { baseUrl } from '../../server/auth/base-url'
import { platformCredentials } from '../../server/platforms/credentials'
import { credentialVariables, setting } from '../../server/settings'
import type { OAuthPlatformDefinition, PlatformDefinition } from '../../shared/platforms/definition'
import { reasonOf } from '../output'
import { fail, ok, warn } from './finding'
import type { Finding, Situation } from './finding'

/** Which platforms are on, and the callback URL that each of them has to know. */
export function checkPlatforms(platforms: readonly PlatformDefinition[], { production }: Situation): Finding[] {
  if (setting('SANDBOX_URL')) return [ok('platforms', 'All are on: the sandbox accepts any credentials.')]
  const found = platforms.map(checkPlatform)
  const isAnyOn = found.some(({ level, isOn }) => level === 'fail' || isOn)
  if (isAnyOn) return found
  return [...found, production ? warn('platforms', 'No platform is on.', 'Set the credentials of at least one.') : ok('platforms', 'No platform has credentials, so the sandbox simulates them in development.')]
}

function checkPlatform(platform: PlatformDefinition): Finding & { isOn: boolean } {
  const { id, name } = platform
  if (platform.kind !== 'oauth') return { ...ok(id, `${name} is on. Users enter their own credentials.`), isOn: true }
  if (!platform.credentialsUrl) return { ...ok(id, `${name} is on. The server registers itself with each host.`), isOn: true }
  const variables = credentialVariables(id)
  try {
    const isOn = platformCredentials(platform) !== undefined
    return { ...ok(id, isOn ? `${name} is on. Its callback URL is ${callbackUrl(platform)}.` : `${name} is off. To switch it on, set ${variables.clientId} and ${variables.clientSecret}.`), isOn }
  }
  catch (error) {
    return { ...fail(id, reasonOf(error)), isOn: false }
  }
}

function callbackUrl({ id, providerId = id }: OAuthPlatformDefinition): string {
  return `${baseUrl()}/api/auth/callback/${providerId}`
}
