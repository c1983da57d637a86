import type { Revocation } from '../../shared/account'
import type { OAuthPlatformId } from '../../shared/platforms'
import { platformCredentials } from '../platforms/credentials'
import { oauthConnectors } from '../platforms'
import { logError } from '../log'
import { open } from './seal'

/** An account's sealed tokens. */
export interface SealedGrant {
  accessToken: string | null
  refreshToken: string | null
}

/**
 * Ends a grant at the platform.
 *
 * @returns `failed` when the platform did not confirm it, or the tokens no longer open; the reason is logged
 */
export async function revoke(platform: OAuthPlatformId, sealed: SealedGrant): Promise<Revocation> {
  const credentials = platformCredentials(platform)
  if (!credentials) return 'failed'
  try {
    const tokens = {
      accessToken: sealed.accessToken && await open(sealed.accessToken),
      refreshToken: sealed.refreshToken && await open(sealed.refreshToken),
    }
    await oauthConnectors[platform].revoke(tokens, credentials)
    return 'revoked'
  }
  catch (error) {
    logError(`Revoking a grant at ${platform} failed.`, error)
    return 'failed'
  }
}
