import { connectError } from '../../shared/errors'
import type { PlatformId } from '../../shared/platforms/registry'
import { definitionOf } from '../platforms'
import { tokenOf } from '../platforms/authorize'
import { findGrant, isExpired, isFresh, isRenewable } from './grant'
import type { Grant } from './grant'
import { refresh } from './refresh'
import { open } from './seal'

export interface AccessTokenOptions {
  /** Row id of the account, for users with several accounts on the platform. @default the account that was connected first */
  accountId?: string
}

/**
 * Returns a valid token for the platform's API: the API key, or the access token,
 * renewed if it expires within a minute.
 *
 * @throws ConnectError `ACCOUNT_NOT_FOUND` when the user has no such account,
 * `RECONNECT_REQUIRED` when the user has to reconnect it, `PLATFORM_UNREACHABLE`,
 * `PLATFORM_TIMEOUT`, `RENEWAL_PENDING` or `RENEWAL_UNCERTAIN` when a retry may succeed
 */
export async function accessTokenOf(userId: string, platform: PlatformId, options: AccessTokenOptions = {}): Promise<string> {
  const stored = await useToken(platform, await requireGrant(userId, platform, options))
  return tokenOf(definitionOf(platform), stored)
}

/** Returns the grant of an account. @throws ConnectError `ACCOUNT_NOT_FOUND` */
export async function requireGrant(userId: string, platform: PlatformId, { accountId }: AccessTokenOptions): Promise<Grant> {
  const grant = await findGrant(userId, platform, accountId)
  if (!grant) throw connectError('ACCOUNT_NOT_FOUND', { platform })
  return grant
}

/** Returns the decrypted token of an account, renewed if it is not fresh. Several credentials are returned as JSON. */
export async function useToken(platform: PlatformId, grant: Grant): Promise<string> {
  if (grant.state?.reconnectReason || !grant.accessToken) throw connectError('RECONNECT_REQUIRED', { platform })
  if (isFresh(grant)) return open(grant.accessToken)
  if (isExpired(grant)) return refresh(platform, grant)
  // The token expires within a minute. Use it anyway if it cannot be renewed.
  return isRenewable(grant) ? refresh(platform, grant).catch(() => open(grant.accessToken!)) : open(grant.accessToken)
}
