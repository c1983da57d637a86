import { and, eq, isNull } from 'drizzle-orm'
import type { ReconnectReason } from '../../shared/account'
import { platformOfProvider } from '../../shared/platforms'
import { account, connection, useDatabase } from '../database'
import { announce } from './events'
import type { Grant } from './grant'
import { released } from './lease'
import { isSameSecret } from './seal'

/** What a row is set to when its grant is known to be good. */
export const healthy = { reconnectReason: null, reconnectSince: null, refreshFailedAt: null, refreshNotBefore: null } as const

/**
 * Notes that only the user can help. A user who has connected again since the
 * grant was read has a newer one, which this says nothing about.
 */
export async function markReconnectRequired(grant: Grant, reason: ReconnectReason): Promise<void> {
  const provider = await useDatabase().transaction(async (tx) => {
    const now = new Date()
    await tx.insert(connection).values({ id: grant.id, updatedAt: now }).onConflictDoNothing()
    await tx.update(connection).set(released).where(eq(connection.id, grant.id))
    const [current] = await tx.select({ id: account.providerId, accessToken: account.accessToken }).from(account).where(eq(account.id, grant.id))
    if (!current || !await isSameSecret(current.accessToken, grant.accessToken)) return undefined
    // Several calls may find it out at the same moment: the first one's word stands, and the app is told once.
    const [marked] = await tx
      .update(connection)
      .set({ reconnectReason: reason, reconnectSince: now })
      .where(and(eq(connection.id, grant.id), isNull(connection.reconnectReason)))
      .returning({ id: connection.id })
    return marked && current.id
  })
  const platform = provider && platformOfProvider(provider)
  if (platform) await announce('reconnect_required', { userId: grant.userId, platform, accountId: grant.id })
}
