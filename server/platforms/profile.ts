import { connectError } from '../../shared/errors'
import type { ConnectorContext, GrantTokens, PlatformProfile } from './connector'
import { connectorOf } from './index'
import { sandboxUrl } from './sandbox'
import { fromUserinfo } from './userinfo'

/** Maximum length of a name or an email address, in characters. */
const maxLength = 300

/**
 * Reads the profile of the account that the tokens belong to.
 *
 * @throws GrantRefused when the platform does not accept the tokens
 * @throws ConnectError `PLATFORM_UNREACHABLE` or `PLATFORM_TIMEOUT` without a usable response
 */
export async function readProfile(tokens: GrantTokens, context: ConnectorContext): Promise<PlatformProfile> {
  const { readProfile = fromUserinfo } = connectorOf(context.definition.id)
  const profile = await readProfile(tokens, context)
  // It identifies the account, so it must not be changed. PostgreSQL refuses null characters.
  if (/\p{Cc}/u.test(profile.accountId)) throw connectError('PLATFORM_UNREACHABLE', { platform: context.definition.id, cause: new Error('The id in the profile response has control characters.') })
  return clean(profile)
}

/** Sanitizes texts that users of the platform choose and browsers show: removes control characters, line breaks and bidirectional marks, and limits the length. */
function clean(profile: PlatformProfile): PlatformProfile {
  return {
    ...profile,
    username: cleanText(profile.username),
    name: cleanText(profile.name),
    // Not cleaned, because the result could be another person's address.
    email: cleanText(profile.email) === profile.email ? profile.email : null,
    profileImageUrl: cleanUrl(profile.profileImageUrl),
  }
}

function cleanText(text: string | null): string | null {
  return text?.replaceAll(/[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '').trim().slice(0, maxLength) || null
}

/** Allows only https images, and those of the sandbox. */
function cleanUrl(text: string | null): string | null {
  const url = text && text.length <= 2048 ? URL.parse(text) : null
  return url && (url.protocol === 'https:' || url.origin === sandboxUrl()?.origin) ? url.href : null
}
