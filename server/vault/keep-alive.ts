import { platformOfProvider } from '../platforms'
import { findGrantsToRenew } from './grant'
import { refresh } from './refresh'

/**
 * Renews idle grants before their refresh tokens expire, and tries uncertain ones
 * again. Several instances can run
 * this at the same time: each grant is renewed once, because `refresh` returns the
 * token that another instance has stored since the grant was read.
 *
 * @param idleSince renews grants that were last renewed before this time. Undefined: only uncertain ones.
 * @param limit maximum number of grants to renew, longest idle first
 * @returns the number of renewed grants and of failures
 */
export async function keepAlive(idleSince: Date | undefined, limit = 200): Promise<{ renewed: number, failed: number }> {
  const outcome = { renewed: 0, failed: 0 }
  for (const grant of await findGrantsToRenew(idleSince, limit)) {
    const platform = platformOfProvider(grant.providerId)
    if (!platform) continue
    await refresh(platform, grant).then(() => outcome.renewed++, () => outcome.failed++)
  }
  return outcome
}
