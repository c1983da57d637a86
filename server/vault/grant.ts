import { and, asc, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { PlatformId } from '../../shared/platforms/registry'
import { account, connection, useDatabase } from '../database'
import { definitionOf, platformOfProvider, providerIdOf } from '../platforms'

/** A connected account in the vault: encrypted secrets and state, without the profile. */
export interface Grant {
  id: string
  userId: string
  providerId: string
  accessToken: string | null
  refreshToken: string | null
  idToken: string | null
  accessTokenExpiresAt: Date | null
  scope: string | null
  state: Pick<typeof connection.$inferSelect, 'id' | 'host' | 'reconnectReason' | 'leaseHolder' | 'leaseUntil' | 'spentToken' | 'spentSince' | 'uncertainSince' | 'refreshFailedAt' | 'refreshNotBefore'> | null
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
    // Must come first: Drizzle checks whether this column is null to detect that the join found no row.
    id: connection.id,
    host: connection.host,
    reconnectReason: connection.reconnectReason,
    leaseHolder: connection.leaseHolder,
    leaseUntil: connection.leaseUntil,
    spentToken: connection.spentToken,
    spentSince: connection.spentSince,
    uncertainSince: connection.uncertainSince,
    refreshFailedAt: connection.refreshFailedAt,
    refreshNotBefore: connection.refreshNotBefore,
  },
}

const grants = () => useDatabase().select(columns).from(account).leftJoin(connection, eq(connection.id, account.id))

/** Finds the user's account on a platform by its row id. Without an id, finds the account that was connected first. */
export async function findGrant(userId: string, platform: PlatformId, accountId?: string): Promise<Grant | undefined> {
  const [grant] = await grants()
    .where(and(
      eq(account.userId, userId),
      eq(account.providerId, providerIdOf(platform)),
      accountId === undefined ? undefined : eq(account.id, accountId),
    ))
    .orderBy(asc(account.createdAt), asc(account.id))
    .limit(1)
  return grant
}

/** Reads the current state of an account by its row id. */
export async function readGrant(id: string): Promise<Grant | undefined> {
  const [grant] = await grants().where(eq(account.id, id))
  return grant
}

/**
 * Finds renewable accounts whose state is uncertain, and those that were last renewed
 * before `idleSince`, longest idle first.
 *
 * @param idleSince undefined: only uncertain accounts
 */
export function findGrantsToRenew(idleSince: Date | undefined, limit: number): Promise<Grant[]> {
  const lastRenewed = sql`coalesce(${connection.refreshedAt}, ${account.updatedAt})`
  return grants()
    .where(and(
      or(
        isNotNull(connection.uncertainSince),
        idleSince && and(isNotNull(account.refreshToken), lt(lastRenewed, sql.param(idleSince, account.updatedAt))),
      ),
      isNull(connection.reconnectReason),
      or(isNull(connection.refreshNotBefore), lt(connection.refreshNotBefore, new Date())),
    ))
    .orderBy(asc(lastRenewed))
    .limit(limit)
}

/** Whether the token can be renewed without the user. */
export function isRenewable({ providerId, refreshToken }: Pick<Grant, 'providerId' | 'refreshToken'>): boolean {
  const platform = platformOfProvider(providerId)
  return refreshToken !== null || (platform !== undefined && definitionOf(platform).refresh === 'exchange')
}

/** The column of the token that a renewal sends: the refresh token, or the access token if the platform exchanges it. */
export function renewalColumn({ refreshToken }: Pick<Grant, 'refreshToken'>): 'refreshToken' | 'accessToken' {
  return refreshToken === null ? 'accessToken' : 'refreshToken'
}

/**
 * Whether a renewal may replace the token that it sends. Then a second renewal with
 * the same token can end the grant.
 */
export function isSingleUse(grant: Pick<Grant, 'providerId' | 'refreshToken'>): boolean {
  const platform = platformOfProvider(grant.providerId)
  return isRenewable(grant) && platform !== undefined && definitionOf(platform).refresh !== 'reusable'
}

/** A token that expires within this number of milliseconds is renewed before use. */
const expiryMargin = 60_000

/** Whether the token is valid for long enough to be used in a request. Always true for tokens that do not expire. */
export function isFresh({ accessTokenExpiresAt }: Pick<Grant, 'accessTokenExpiresAt'>): boolean {
  return accessTokenExpiresAt === null || accessTokenExpiresAt.getTime() - Date.now() > expiryMargin
}

export function isExpired({ accessTokenExpiresAt }: Pick<Grant, 'accessTokenExpiresAt'>): boolean {
  return accessTokenExpiresAt !== null && accessTokenExpiresAt.getTime() <= Date.now()
}
