import { isOAuthPlatform, platformOfProvider } from '../../shared/platforms'
import { findIdleGrants } from './grant'
import { refresh } from './refresh'

/**
 * Renews grants that nobody has used for long, before their refresh tokens lapse
 * of disuse. Any number of instances may do so at once: each grant is renewed
 * once, since what another instance has renewed meanwhile is no longer what was
 * found idle.
 *
 * @param idleSince grants last renewed before this are renewed
 * @param limit how many at most, longest idle first
 * @returns how many were renewed, and how many could not be
 */
export async function keepAlive(idleSince: Date, limit = 200): Promise<{ renewed: number, failed: number }> {
  const outcome = { renewed: 0, failed: 0 }
  for (const grant of await findIdleGrants(idleSince, limit)) {
    const platform = platformOfProvider(grant.providerId)
    if (!platform || !isOAuthPlatform(platform)) continue
    await refresh(platform, grant).then(() => outcome.renewed++, () => outcome.failed++)
  }
  return outcome
}
