import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Account, AccountsByPlatform } from '../../shared/account'
import type { PlatformId } from '../../shared/platforms/registry'
import { account, connection, useDatabase } from '../database'
import type { Queries } from '../database'
import { platformIds, providerIdOf } from '../platforms'
import { toAccount } from './dto'

/** Columns of a listing. It selects no secrets: for the refresh token, only whether there is one. */
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
    // Must come first: Drizzle checks whether this column is null to detect that the join found no row.
    id: connection.id,
    username: connection.username,
    name: connection.name,
    email: connection.email,
    profileImageUrl: connection.profileImageUrl,
    host: connection.host,
    reconnectReason: connection.reconnectReason,
    reconnectSince: connection.reconnectSince,
    uncertainSince: connection.uncertainSince,
  },
}

const accounts = (db: Queries) => db.select(accountColumns).from(account).leftJoin(connection, eq(connection.id, account.id))

async function listOf(userId: string, providerIds: string[]): Promise<Account[]> {
  const rows = await accounts(useDatabase())
    .where(and(eq(account.userId, userId), inArray(account.providerId, providerIds)))
    .orderBy(asc(account.createdAt), asc(account.id))
  return rows.map(toAccount)
}

/** Lists the user's accounts on one platform, oldest first. One query, no request to the platform. */
export function listAccounts(userId: string, platform: PlatformId): Promise<Account[]> {
  return listOf(userId, [providerIdOf(platform)])
}

/** Lists the user's accounts on all platforms, oldest first. One query, no request to a platform. */
export async function listAllAccounts(userId: string): Promise<AccountsByPlatform> {
  const all = await listOf(userId, platformIds.map(providerIdOf))
  return Object.fromEntries(platformIds.map(id => [id, all.filter(account => account.platform === id)])) as AccountsByPlatform
}

/** Reads one account by its row id. */
export async function readAccount(db: Queries, id: string): Promise<Account> {
  const [row] = await accounts(db).where(eq(account.id, id))
  return toAccount(row!)
}
