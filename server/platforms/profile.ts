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
  return clean(await readProfile(tokens, context))
}

/** Sanitizes texts that users of the platform choose and browsers show: removes control characters and bidirectional marks, and limits the length. */
function clean(profile: PlatformProfile): PlatformProfile {
  return {
    ...profile,
    username: cleanText(profile.username),
    name: cleanText(profile.name),
    email: cleanText(profile.email),
    profileImageUrl: cleanUrl(profile.profileImageUrl),
  }
}

function cleanText(text: string | null): string | null {
  return text?.replaceAll(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '').trim().slice(0, maxLength) || null
}

/** Allows only https images, and those of the sandbox. */
function cleanUrl(text: string | null): string | null {
  const url = text && text.length <= 2048 ? URL.parse(text) : null
  return url && (url.protocol === 'https:' || url.origin === sandboxUrl()?.origin) ? url.href : null
}
