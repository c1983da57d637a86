import type { H3Event } from 'h3'
import { ConnectError } from '../../shared/errors'
import { isOAuthPlatform } from '../../shared/platforms'
import type { OAuthPlatformId, PlatformId } from '../../shared/platforms'
import { platformTimeout } from '../platforms/call-platform'
import { requireUserId } from '../http/request'
import { findGrant, isExpired, isFresh } from './grant'
import type { Grant } from './grant'
import { refresh } from './refresh'
import { open } from './seal'

/** For whom: the user of a request's session, or any user, in a job without a request. */
export type TokenOwner = H3Event | { userId: string }

export interface AccessTokenOptions {
  /** The row's id, where the user has several accounts of the platform. @default the one connected first */
  accountId?: string
}

/**
 * A token with which the platform can be called for the user now: the access
 * token, renewed if it is within a minute of its expiry, or the API key.
 *
 * @throws ConnectError `UNAUTHENTICATED` without a session, `ACCOUNT_NOT_FOUND`
 * when the user has no such account, `RECONNECT_REQUIRED` when only the user can
 * help, `PLATFORM_UNREACHABLE` or `PLATFORM_TIMEOUT` when it may work later
 * @example
 * const token = await getAccessToken(event, 'reddit')
 */
export async function getAccessToken(owner: TokenOwner, platform: PlatformId, options: AccessTokenOptions = {}): Promise<string> {
  return useToken(platform, await requireGrant(owner, platform, options))
}

/** The account a call is for. @throws ConnectError `UNAUTHENTICATED`, `ACCOUNT_NOT_FOUND` */
export async function requireGrant(owner: TokenOwner, platform: PlatformId, { accountId }: AccessTokenOptions): Promise<Grant> {
  const userId = 'userId' in owner ? owner.userId : await requireUserId(owner)
  const grant = await findGrant(userId, platform, accountId)
  if (!grant) throw new ConnectError('ACCOUNT_NOT_FOUND', { platform })
  return grant
}

/** The account's token if it is fresh, or else a renewed one. */
export async function useToken(platform: PlatformId, grant: Grant): Promise<string> {
  if (grant.state?.reconnectReason || !grant.accessToken) throw new ConnectError('RECONNECT_REQUIRED', { platform })
  if (isFresh(grant) || !isOAuthPlatform(platform)) return open(grant.accessToken)
  if (isExpired(grant)) return renew(platform, grant)
  // Good for less than a minute: renewed if that can be done, used if it cannot.
  return grant.refreshToken ? renew(platform, grant).catch(() => open(grant.accessToken!)) : open(grant.accessToken)
}

/**
 * Renews the token, and stops waiting for that when a platform takes its time.
 * The renewal itself goes on, and what comes of it is kept.
 */
export async function renew(platform: OAuthPlatformId, grant: Grant): Promise<string> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ConnectError('PLATFORM_TIMEOUT', { platform })), platformTimeout())
  })
  try {
    return await Promise.race([refresh(platform, grant), tooLate])
  }
  finally {
    clearTimeout(timer)
  }
}
