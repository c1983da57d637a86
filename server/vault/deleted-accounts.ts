import { and, eq, inArray } from 'drizzle-orm'
import type { PlatformId } from '../../shared/platforms/registry'
import { account, connection, useDatabase } from '../database'
import { platformIds, platformOfProvider, providerIdOf } from '../platforms'
import { callAccountHook } from './events'
import { revoke } from './revoke'
import type { SealedGrant } from './revoke'

interface DeletedAccount { id: string, userId: string, providerId: string }

type AccountToRevoke = SealedGrant & { id: string, userId: string, platform: PlatformId }

/** The accounts before a deletion, by the request that deletes them. Outside of a request, by the deleted row. */
const accountsBefore = new WeakMap<object, AccountToRevoke[]>()

/**
 * Before Better Auth deletes an account: reads the grants of all accounts of the user,
 * because the deletion removes them from the database. A request that deletes a user
 * deletes all of them, and this is called for each, so it reads them once.
 *
 * @param request the request that deletes the account, if there is one
 */
export async function rememberAccounts(deleted: DeletedAccount, request: object | null): Promise<void> {
  const key = request ?? deleted
  const before = accountsBefore.get(key) ?? []
  if (!platformOfProvider(deleted.providerId) || before.some(({ id }) => id === deleted.id)) return
  const rows = await useDatabase()
    .select({ id: account.id, userId: account.userId, providerId: account.providerId, accessToken: account.accessToken, refreshToken: account.refreshToken, host: connection.host })
    .from(account)
    .leftJoin(connection, eq(connection.id, account.id))
    .where(and(
      request ? eq(account.userId, deleted.userId) : eq(account.id, deleted.id),
      inArray(account.providerId, platformIds.map(providerIdOf)),
    ))
  accountsBefore.set(key, [...before, ...rows.map(({ providerId, ...row }) => ({ ...row, platform: platformOfProvider(providerId)! }))])
}

/**
 * After the deletion: revokes the grants of those accounts that no longer exist. Not
 * before it: if the deletion fails, the accounts must still work.
 */
export async function revokeDeletedAccounts(deleted: DeletedAccount, request: object | null): Promise<void> {
  const key = request ?? deleted
  const before = accountsBefore.get(key)
  accountsBefore.delete(key)
  if (!before) return
  const left = await useDatabase().select({ id: account.id }).from(account).where(inArray(account.id, before.map(({ id }) => id)))
  const gone = before.filter(({ id }) => !left.some(row => row.id === id))
  await Promise.all(gone.map(async ({ id, userId, platform, ...grant }) => {
    await revoke(platform, grant)
    await callAccountHook('disconnected', { userId, platform, accountId: id })
  }))
}
