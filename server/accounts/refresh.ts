import type { Account } from '../../shared/account'
import { ConnectError } from '../../shared/errors'
import { isOAuthPlatform, platforms } from '../../shared/platforms'
import type { KeyPlatformId, OAuthPlatformId, PlatformId } from '../../shared/platforms'
import { useAuth } from '../auth'
import { keyConnectors, oauthConnectors } from '../platforms'
import type { ConnectedProfile } from '../platforms'
import { useDatabase } from '../database'
import { renew, requireGrant, useToken } from '../vault/access-token'
import { readGrant } from '../vault/grant'
import type { Grant } from '../vault/grant'
import { markReconnectRequired } from '../vault/health'
import { open } from '../vault/seal'
import { readAccount } from './list'
import { saveProfile } from '../vault/profile'

/**
 * Renews an account's token where it can be renewed, and reads anew what the
 * account shows of itself.
 *
 * @throws ConnectError `ACCOUNT_NOT_FOUND`, `RECONNECT_REQUIRED`, `PLATFORM_UNREACHABLE`, `PLATFORM_TIMEOUT`
 */
export async function refreshAccount(userId: string, platform: PlatformId, accountId: string): Promise<Account> {
  const grant = await requireGrant({ userId }, platform, { accountId })
  const profile = isOAuthPlatform(platform) ? await profileByConsent(platform, grant) : await profileByKey(platform, grant)
  await saveProfile(useDatabase(), grant.id, profile)
  return readAccount(useDatabase(), grant.id)
}

async function profileByConsent(platform: OAuthPlatformId, grant: Grant): Promise<ConnectedProfile> {
  const accessToken = grant.refreshToken && !grant.state?.reconnectReason ? await renew(platform, grant) : await useToken(platform, grant)
  const { socialProviders } = await useAuth().$context
  const provider = socialProviders.find(provider => provider.id === platforms[platform].providerId)
  const idToken = (await readGrant(grant.id))?.idToken
  const info = await provider?.getUserInfo({ accessToken, idToken: idToken ? await open(idToken) : undefined }).catch(() => null)
  if (!info) throw new ConnectError('PLATFORM_UNREACHABLE', { platform })
  return oauthConnectors[platform].readProfile(info.data)
}

async function profileByKey(platform: KeyPlatformId, grant: Grant): Promise<ConnectedProfile> {
  const apiKey = grant.accessToken && await open(grant.accessToken)
  if (!apiKey) throw new ConnectError('RECONNECT_REQUIRED', { platform })
  try {
    return await keyConnectors[platform].verifyKey(apiKey)
  }
  catch (error) {
    if (!(error instanceof ConnectError) || error.code !== 'KEY_REFUSED') throw error
    await markReconnectRequired(grant, 'key_refused')
    throw new ConnectError('RECONNECT_REQUIRED', { platform, cause: error })
  }
}
