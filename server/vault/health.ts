import { and, eq, isNull } from 'drizzle-orm'
import type { ReconnectReason } from '../../shared/account'
import { account, connection, useDatabase } from '../database'
import { platformOfProvider } from '../platforms'
import { callAccountHook } from './events'
import type { Grant } from './grant'
import { released } from './lease'
import { isSameSecret } from './seal'

/** Column values for an account with a valid grant. */
export const healthy = { reconnectReason: null, reconnectSince: null, refreshFailedAt: null, refreshNotBefore: null } as const

/**
 * Marks an account as `reconnect_required`. Does nothing if the user has reconnected
 * it since `grant` was read, because the new grant may be valid.
 */
export async function markReconnectRequired(grant: Grant, reason: ReconnectReason): Promise<void> {
  const provider = await useDatabase().transaction(async (tx) => {
    const now = new Date()
    await tx.insert(connection).values({ id: grant.id, updatedAt: now }).onConflictDoNothing()
    await tx.update(connection).set(released).where(eq(connection.id, grant.id))
    const [current] = await tx.select({ id: account.providerId, accessToken: account.accessToken }).from(account).where(eq(account.id, grant.id))
    if (!current || !await isSameSecret(current.accessToken, grant.accessToken)) return undefined
    // Concurrent calls may detect the same problem. Only the first sets the reason and calls the app's hook.
    const [marked] = await tx
      .update(connection)
      .set({ reconnectReason: reason, reconnectSince: now })
      .where(and(eq(connection.id, grant.id), isNull(connection.reconnectReason)))
      .returning({ id: connection.id })
    return marked && current.id
  })
  const platform = provider && platformOfProvider(provider)
  if (platform) await callAccountHook('reconnect_required', { userId: grant.userId, platform, accountId: grant.id })
}
