import { and, eq, inArray } from 'drizzle-orm'
import { isOAuthPlatform, platformList, platformOfProvider } from '../../shared/platforms'
import type { PlatformId } from '../../shared/platforms'
import { account, useDatabase } from '../database'
import { announce } from './events'
import { revoke } from './revoke'
import type { SealedGrant } from './revoke'

type LeavingAccount = SealedGrant & { id: string, platform: PlatformId }

/**
 * What a user had connected, from just before they are deleted until just after.
 * Their grants are only ended once the user is gone: a deletion that fails must
 * not leave an account behind whose connections are dead.
 */
const leaving = new WeakMap<object, LeavingAccount[]>()

/** Better Auth's `beforeDelete`: keeps the grants that the deletion is about to take along. */
export async function rememberGrants(user: { id: string }): Promise<void> {
  const rows = await useDatabase()
    .select({ id: account.id, providerId: account.providerId, accessToken: account.accessToken, refreshToken: account.refreshToken })
    .from(account)
    .where(and(eq(account.userId, user.id), inArray(account.providerId, platformList.map(platform => platform.providerId))))
  leaving.set(user, rows.map(({ providerId, ...row }) => ({ ...row, platform: platformOfProvider(providerId)! })))
}

/** Better Auth's `afterDelete`: ends those grants at their platforms. */
export async function revokeGrants(user: { id: string }): Promise<void> {
  await Promise.all((leaving.get(user) ?? []).map(async ({ id, platform, ...grant }) => {
    if (isOAuthPlatform(platform)) await revoke(platform, grant)
    await announce('disconnected', { userId: user.id, platform, accountId: id })
  }))
}
