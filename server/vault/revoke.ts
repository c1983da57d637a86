import type { Revocation } from '../../shared/account'
import type { PlatformId } from '../../shared/platforms/registry'
import { logError } from '../log'
import { definitionOf } from '../platforms'
import { canRevoke, revokeGrant } from '../platforms/revoke'
import { contextFor } from './context'
import { open } from './seal'

/** The encrypted tokens of an account and its host. */
export interface SealedGrant {
  accessToken: string | null
  refreshToken: string | null
  host: string | null
}

/**
 * Revokes a grant at the platform.
 *
 * @returns `unsupported` if the platform has no revocation; `failed` if the platform
 * did not confirm it, or the tokens cannot be decrypted (the reason is logged)
 */
export async function revoke(platform: PlatformId, { accessToken, refreshToken, host }: SealedGrant): Promise<Revocation> {
  if (!canRevoke(definitionOf(platform))) return 'unsupported'
  try {
    await revokeGrant({
      accessToken: accessToken && await open(accessToken),
      refreshToken: refreshToken && await open(refreshToken),
    }, await contextFor(platform, host))
    return 'revoked'
  }
  catch (error) {
    logError(`Revoking a grant at ${platform} failed. It may still be valid there.`, error)
    return 'failed'
  }
}
