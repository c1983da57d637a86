import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Account, AccountsByPlatform } from '../../shared/account'
import { platformList, platforms } from '../../shared/platforms'
import type { PlatformId } from '../../shared/platforms'
import { account, connection, useDatabase } from '../database'
import type { Queries } from '../database'
import { toAccount } from './dto'

/** What a listing reads. The secrets stay in the database; of the refresh token it is enough to know that there is one. */
const accountColumns = {
  account: {
    id: account.id,
    userId: account.userId,
    accountId: account.accountId,
    providerId: account.providerId,
    accessTokenExpiresAt: account.accessTokenExpiresAt,
    refreshTokenExpiresAt: account.refreshTokenExpiresAt,
    scope: account.scope,
    createdAt: account.createdAt,
    updatedAt: account.updatedAt,
    renewable: sql<boolean>`${isNotNull(account.refreshToken)}`.mapWith(Boolean),
  },
  connection: {
    // First and never null: by it Drizzle tells a row of nulls from no row.
    id: connection.id,
    username: connection.username,
    name: connection.name,
    email: connection.email,
    profileImageUrl: connection.profileImageUrl,
    reconnectReason: connection.reconnectReason,
    reconnectSince: connection.reconnectSince,
  },
}

const accounts = (db: Queries) => db.select(accountColumns).from(account).leftJoin(connection, eq(connection.id, account.id))

async function listOf(userId: string, providerIds: string[]): Promise<Account[]> {
  const rows = await accounts(useDatabase())
    .where(and(eq(account.userId, userId), inArray(account.providerId, providerIds)))
    .orderBy(asc(account.createdAt), asc(account.id))
  return rows.map(toAccount)
}

/** The user's accounts on one platform, oldest first. One query, no call to the platform. */
export function listAccounts(userId: string, platform: PlatformId): Promise<Account[]> {
  return listOf(userId, [platforms[platform].providerId])
}

/** The user's accounts on every platform, oldest first. One query for all of them, no call to any platform. */
export async function listAllAccounts(userId: string): Promise<AccountsByPlatform> {
  const all = await listOf(userId, platformList.map(platform => platform.providerId))
  return Object.fromEntries(platformList.map(({ id }) => [id, all.filter(account => account.platform === id)])) as AccountsByPlatform
}

/** One account by its row's id. */
export async function readAccount(db: Queries, id: string): Promise<Account> {
  const [row] = await accounts(db).where(eq(account.id, id))
  return toAccount(row!)
}
