import { and, eq, inArray, isNotNull, ne, or, sql } from 'drizzle-orm'
import type { Revocation } from '../../shared/account'
import { ConnectError } from '../../shared/errors'
import { isOAuthPlatform, platforms } from '../../shared/platforms'
import type { PlatformId } from '../../shared/platforms'
import { signInProviders } from '../platforms/credentials'
import { account, useDatabase, user } from '../database'
import { announce } from '../vault/events'
import { revoke } from '../vault/revoke'

/**
 * Disconnects one of the user's accounts and ends its grant at the platform.
 *
 * @param accountId the row's id
 * @returns whether the platform confirmed the end of the grant; the account is
 * gone here either way
 * @throws ConnectError `ACCOUNT_NOT_FOUND`, `LAST_SIGN_IN_METHOD`
 */
export async function disconnect(userId: string, platform: PlatformId, accountId: string): Promise<Revocation> {
  const removed = await remove(userId, platform, accountId)
  const revocation = isOAuthPlatform(platform) ? await revoke(platform, removed) : 'unsupported'
  await announce('disconnected', { userId, platform, accountId })
  return revocation
}

async function remove(userId: string, platform: PlatformId, accountId: string) {
  const own = and(eq(account.id, accountId), eq(account.userId, userId), eq(account.providerId, platforms[platform].providerId))
  // A key or a provider that is switched off lets nobody in, so neither counts as a way back.
  const signsIn = or(isNotNull(account.password), inArray(account.providerId, signInProviders()))

  return useDatabase().transaction(async (tx) => {
    // Writing the user's row makes disconnects of one user wait for each other,
    // on both dialects: two at once must not each take the other for the way back.
    await tx.update(user).set({ updatedAt: sql`${user.updatedAt}` }).where(eq(user.id, userId))
    const [row] = await tx.delete(account).where(own).returning()
    if (!row) throw new ConnectError('ACCOUNT_NOT_FOUND', { platform })
    const couldSignIn = row.password !== null || signInProviders().includes(row.providerId)
    if (couldSignIn) {
      const [other] = await tx.select({ id: account.id }).from(account).where(and(eq(account.userId, userId), ne(account.id, accountId), signsIn)).limit(1)
      if (!other) throw new ConnectError('LAST_SIGN_IN_METHOD', { platform })
    }
    return row
  })
}
