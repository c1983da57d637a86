import { and, asc, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import { isOAuthPlatform, platformOfProvider } from '../../shared/platforms'
import { account, connection, useDatabase } from '../database'
import { readGrant } from './grant'
import { refresh } from './refresh'

/**
 * Renews grants that nobody has used for long, before their refresh tokens lapse
 * of disuse. Any number of instances may do so at once: each grant is renewed once.
 *
 * @param idleSince grants last renewed before this are renewed
 * @param limit how many at most, longest idle first
 * @returns how many were renewed, and how many could not be
 */
export async function keepAlive(idleSince: Date, limit = 200): Promise<{ renewed: number, failed: number }> {
  const lastRenewed = sql`coalesce(${connection.refreshedAt}, ${account.updatedAt})`.mapWith(account.updatedAt)
  const idle = await useDatabase()
    .select({ id: account.id, providerId: account.providerId })
    .from(account)
    .leftJoin(connection, eq(connection.id, account.id))
    .where(and(
      isNotNull(account.refreshToken),
      isNull(connection.reconnectReason),
      lt(lastRenewed, sql.param(idleSince, account.updatedAt)),
      or(isNull(connection.refreshNotBefore), lt(connection.refreshNotBefore, new Date())),
    ))
    .orderBy(asc(lastRenewed))
    .limit(limit)

  const outcome = { renewed: 0, failed: 0 }
  for (const { id, providerId } of idle) {
    const platform = platformOfProvider(providerId)
    const grant = await readGrant(id)
    if (!platform || !isOAuthPlatform(platform) || !grant) continue
    await refresh(platform, grant).then(() => outcome.renewed++, () => outcome.failed++)
  }
  return outcome
}
