import { connectError } from '../../shared/errors'
import type { PlatformDefinition, ProfileMapping } from '../../shared/platforms/definition'
import { authorizationHeaders } from './authorize'
import { GrantRefused } from './connector'
import type { ConnectorContext, GrantTokens, PlatformProfile } from './connector'
import { isOAuth } from './kind'

/** Reads the profile from `endpoints.userinfo` and maps it with `profile` of the definition. */
export async function fromUserinfo({ accessToken }: GrantTokens, { definition, call }: ConnectorContext, url = definition.endpoints.userinfo): Promise<PlatformProfile> {
  if (!url || !definition.profile) throw new Error(`The definition of ${definition.id} has no endpoints.userinfo or no profile. Add both, or a connector with \`readProfile\`.`)
  const { ok, status, body } = await call(url, { headers: authorizationHeaders(definition, accessToken ?? '') })
  if (refusals(definition).includes(status)) throw new GrantRefused(`${definition.name} does not accept the token (${status}).`)
  const profile = ok ? mapProfile(definition.profile, body) : undefined
  if (!profile) throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id, cause: new Error(`The profile response was not usable (${status}).`) })
  return profile
}

function refusals(definition: PlatformDefinition): readonly number[] {
  return (!isOAuth(definition) && definition.refusedBy) || [401]
}

/** Maps a response to a profile. Missing and invalid fields become null. @returns undefined without an id */
export function mapProfile(mapping: ProfileMapping, answer: unknown): PlatformProfile | undefined {
  const at = (path: string | undefined) => path?.split('.').reduce<unknown>((value, name) => Object(value)[name], answer)
  const text = (path: string | undefined) => {
    const value = at(path)
    return typeof value === 'string' && value !== '' ? value : null
  }
  const id = at(mapping.id)
  if ((typeof id !== 'string' || id === '') && typeof id !== 'number') return undefined
  return {
    accountId: String(id),
    username: text(mapping.username),
    name: text(mapping.name),
    email: text(mapping.email),
    emailVerified: at(mapping.emailVerified) === true,
    profileImageUrl: text(mapping.image),
  }
}
