import type { Account } from '../../shared/account'
import { connectError } from '../../shared/errors'
import type { PlatformId } from '../../shared/platforms/registry'
import { useDatabase } from '../database'
import { isOAuthPlatform } from '../platforms'
import { GrantRefused } from '../platforms/connector'
import type { PlatformProfile } from '../platforms/connector'
import { readProfile } from '../platforms/profile'
import { requireGrant, useToken } from '../vault/access-token'
import { contextFor } from '../vault/context'
import { isRenewable } from '../vault/grant'
import type { Grant } from '../vault/grant'
import { markReconnectRequired } from '../vault/health'
import { refresh } from '../vault/refresh'
import { saveProfile } from '../vault/save-profile'
import { readAccount } from './list'

/**
 * Renews an account's token if it is renewable, and reads its profile from the
 * platform again.
 *
 * @throws ConnectError `ACCOUNT_NOT_FOUND`, `RECONNECT_REQUIRED`, `PLATFORM_UNREACHABLE`, `PLATFORM_TIMEOUT`,
 * `RENEWAL_PENDING`, `RENEWAL_UNCERTAIN`
 */
export async function refreshAccount(userId: string, platform: PlatformId, accountId: string): Promise<Account> {
  const grant = await requireGrant(userId, platform, { accountId })
  const canRenew = isRenewable(grant) && !grant.state?.reconnectReason
  // The platform may accept a refused key again, for example after the user enabled it there. So it is tried.
  const accessToken = canRenew ? await refresh(platform, grant) : await currentToken(platform, grant)
  await saveProfile(useDatabase(), grant.id, await profileOf(platform, grant, accessToken))
  return readAccount(useDatabase(), grant.id)
}

async function currentToken(platform: PlatformId, grant: Grant): Promise<string> {
  const isRefusedKey = grant.state?.reconnectReason === 'key_refused'
  return useToken(platform, isRefusedKey ? { ...grant, state: null } : grant)
}

async function profileOf(platform: PlatformId, grant: Grant, accessToken: string): Promise<PlatformProfile> {
  try {
    return await readProfile({ accessToken, refreshToken: null }, await contextFor(platform, grant.state?.host))
  }
  catch (error) {
    if (!(error instanceof GrantRefused)) throw error
    // The token was just renewed, so the grant is valid. The refusal must have another reason.
    if (isRenewable(grant)) throw connectError('PLATFORM_UNREACHABLE', { platform, cause: error })
    await markReconnectRequired(grant, isOAuthPlatform(platform) ? 'grant_revoked' : 'key_refused')
    throw connectError('RECONNECT_REQUIRED', { platform, cause: error })
  }
}
