import { and, eq, inArray, isNotNull, ne, or, sql } from 'drizzle-orm'
import type { Revocation } from '../../shared/account'
import { connectError } from '../../shared/errors'
import type { PlatformId } from '../../shared/platforms/registry'
import { account, connection, useDatabase, user } from '../database'
import { endSessionsOf } from '../auth/session-hooks'
import { providerIdOf } from '../platforms'
import { signInPlatforms } from '../platforms/credentials'
import { callAccountHook } from '../vault/events'
import { revoke } from '../vault/revoke'

/**
 * Disconnects one of the user's accounts and revokes its grant at the platform.
 *
 * Sessions that began by a sign-in with this account end, except the current one.
 *
 * @param accountId the row's id
 * @param currentSessionId the session that stays
 * @returns whether the platform confirmed the revocation. The account is deleted
 * from the database in any case.
 * @throws ConnectError `ACCOUNT_NOT_FOUND`, `LAST_SIGN_IN_METHOD`
 */
export async function disconnect(userId: string, platform: PlatformId, accountId: string, currentSessionId?: string): Promise<Revocation> {
  const removed = await remove(userId, platform, accountId)
  await endSessionsOf(removed, currentSessionId)
  const revocation = await revoke(platform, removed)
  await callAccountHook('disconnected', { userId, platform, accountId })
  return revocation
}

async function remove(userId: string, platform: PlatformId, accountId: string) {
  const own = and(eq(account.id, accountId), eq(account.userId, userId), eq(account.providerId, providerIdOf(platform)))
  // Users cannot sign in with a key or with a disabled provider, so those accounts do not count.
  const signInProviders = signInPlatforms().map(providerIdOf)
  const signsIn = or(isNotNull(account.password), inArray(account.providerId, signInProviders))

  return useDatabase().transaction(async (tx) => {
    // Updating the user's row serializes disconnects of one user on both dialects. Otherwise two
    // concurrent disconnects could each see the other account as the remaining sign-in method.
    await tx.update(user).set({ updatedAt: sql`${user.updatedAt}` }).where(eq(user.id, userId))
    const [shown] = await tx.select({ host: connection.host }).from(connection).where(eq(connection.id, accountId))
    const [row] = await tx.delete(account).where(own).returning()
    if (!row) throw connectError('ACCOUNT_NOT_FOUND', { platform })
    const couldSignIn = row.password !== null || signInProviders.includes(row.providerId)
    if (couldSignIn) {
      const [other] = await tx.select({ id: account.id }).from(account).where(and(eq(account.userId, userId), ne(account.id, accountId), signsIn)).limit(1)
      if (!other) throw connectError('LAST_SIGN_IN_METHOD', { platform })
    }
    return { ...row, host: shown?.host ?? null }
  })
}
