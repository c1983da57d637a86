import { and, asc, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { PlatformId } from '../../shared/platforms'
import { platforms } from '../../shared/platforms'
import { account, connection, useDatabase } from '../database'

/** A connected account as the vault sees it: sealed secrets and state, no profile. */
export interface Grant {
  id: string
  userId: string
  providerId: string
  accessToken: string | null
  refreshToken: string | null
  idToken: string | null
  accessTokenExpiresAt: Date | null
  scope: string | null
  state: Pick<typeof connection.$inferSelect, 'id' | 'reconnectReason' | 'leaseHolder' | 'leaseUntil' | 'refreshFailedAt' | 'refreshNotBefore'> | null
}

const columns = {
  id: account.id,
  userId: account.userId,
  providerId: account.providerId,
  accessToken: account.accessToken,
  refreshToken: account.refreshToken,
  idToken: account.idToken,
  accessTokenExpiresAt: account.accessTokenExpiresAt,
  scope: account.scope,
  state: {
    // First and never null: by it Drizzle tells a row of nulls from no row.
    id: connection.id,
    reconnectReason: connection.reconnectReason,
    leaseHolder: connection.leaseHolder,
    leaseUntil: connection.leaseUntil,
    refreshFailedAt: connection.refreshFailedAt,
    refreshNotBefore: connection.refreshNotBefore,
  },
}

const grants = () => useDatabase().select(columns).from(account).leftJoin(connection, eq(connection.id, account.id))

/** The user's account on the platform: the one named by its row's id, or else the one connected first. */
export async function findGrant(userId: string, platform: PlatformId, accountId?: string): Promise<Grant | undefined> {
  const [grant] = await grants()
    .where(and(
      eq(account.userId, userId),
      eq(account.providerId, platforms[platform].providerId),
      accountId === undefined ? undefined : eq(account.id, accountId),
    ))
    .orderBy(asc(account.createdAt), asc(account.id))
    .limit(1)
  return grant
}

/** The same account, as it is now. */
export async function readGrant(id: string): Promise<Grant | undefined> {
  const [grant] = await grants().where(eq(account.id, id))
  return grant
}

/**
 * Accounts that could be renewed now and were last renewed before a moment,
 * longest idle first.
 */
export function findIdleGrants(idleSince: Date, limit: number): Promise<Grant[]> {
  const lastRenewed = sql`coalesce(${connection.refreshedAt}, ${account.updatedAt})`
  return grants()
    .where(and(
      isNotNull(account.refreshToken),
      isNull(connection.reconnectReason),
      lt(lastRenewed, sql.param(idleSince, account.updatedAt)),
      or(isNull(connection.refreshNotBefore), lt(connection.refreshNotBefore, new Date())),
    ))
    .orderBy(asc(lastRenewed))
    .limit(limit)
}

/** Milliseconds before its expiry from which on a token is renewed rather than used. */
const margin = 60_000

/** Whether the token will still be good when the call that it is for arrives. Tokens without an expiry are. */
export function isFresh({ accessTokenExpiresAt }: Pick<Grant, 'accessTokenExpiresAt'>): boolean {
  return accessTokenExpiresAt === null || accessTokenExpiresAt.getTime() - Date.now() > margin
}

export function isExpired({ accessTokenExpiresAt }: Pick<Grant, 'accessTokenExpiresAt'>): boolean {
  return accessTokenExpiresAt !== null && accessTokenExpiresAt.getTime() <= Date.now()
}
