import { and, eq, inArray } from 'drizzle-orm'
import type { PlatformId } from '../../shared/platforms/registry'
import { account, connection, useDatabase } from '../database'
import { platformIds, platformOfProvider, providerIdOf } from '../platforms'
import { callAccountHook } from './events'
import { revoke } from './revoke'
import type { SealedGrant } from './revoke'

type AccountToRevoke = SealedGrant & { id: string, platform: PlatformId }

/**
 * The connected accounts of users that are being deleted. Grants are revoked only
 * after the deletion: if it fails, the user's accounts must still work.
 */
const accountsToRevoke = new WeakMap<object, AccountToRevoke[]>()

/** Better Auth's `beforeDelete`: reads the grants, because the deletion removes them from the database. */
export async function rememberGrants(user: { id: string }): Promise<void> {
  const rows = await useDatabase()
    .select({ id: account.id, providerId: account.providerId, accessToken: account.accessToken, refreshToken: account.refreshToken, host: connection.host })
    .from(account)
    .leftJoin(connection, eq(connection.id, account.id))
    .where(and(eq(account.userId, user.id), inArray(account.providerId, platformIds.map(providerIdOf))))
  accountsToRevoke.set(user, rows.map(({ providerId, ...row }) => ({ ...row, platform: platformOfProvider(providerId)! })))
}

/** Better Auth's `afterDelete`: revokes these grants at their platforms. */
export async function revokeGrants(user: { id: string }): Promise<void> {
  await Promise.all((accountsToRevoke.get(user) ?? []).map(async ({ id, platform, ...grant }) => {
    await revoke(platform, grant)
    await callAccountHook('disconnected', { userId: user.id, platform, accountId: id })
  }))
}
