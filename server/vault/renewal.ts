import { and, eq } from 'drizzle-orm'
import { account, connection, useDatabase } from '../database'
import type { Queries } from '../database'
import { platformOfProvider } from '../platforms'
import type { GrantTokens, IssuedTokens } from '../platforms/connector'
import { callAccountHook } from './events'
import { fingerprint, isFingerprintOf } from './fingerprint'
import { renewalColumn } from './grant'
import type { Grant } from './grant'
import { healthy } from './health'
import { settled } from './lease'
import { open, seal } from './seal'

/**
 * The result of a renewal: the new tokens, sealed, and which token they replace. It is
 * all that is needed to store them, at any later time and by any process.
 */
export interface Renewal {
  /** Identifies the renewal: the holder of its lease. */
  holder: string
  /** Row id of the account. */
  id: string
  /** The old token that the renewal replaces. */
  replaced: { column: 'refreshToken' | 'accessToken', fingerprint: string }
  accessToken: string
  refreshToken: string | null
  idToken?: string
  /** ISO 8601. */
  accessTokenExpiresAt: string | null
  refreshTokenExpiresAt?: string
  scope: string
}

/** Creates the record of a renewal from the platform's answer. */
export async function toRenewal(grant: Grant, oldTokens: GrantTokens, tokens: IssuedTokens, holder: string): Promise<Renewal> {
  // A refresh token that stays does not tell the new tokens from the old ones. The access token does.
  const isRotated = tokens.refreshToken !== undefined && tokens.refreshToken !== oldTokens.refreshToken
  const column = isRotated || oldTokens.accessToken === null ? renewalColumn(grant) : 'accessToken'
  // Keeps the old refresh token if the platform sent none. It is sealed again, because it may be stored unencrypted or under an older version.
  const refreshToken = tokens.refreshToken ?? oldTokens.refreshToken
  return {
    holder,
    id: grant.id,
    replaced: { column, fingerprint: fingerprint(oldTokens[column]!) },
    accessToken: await seal(tokens.accessToken),
    refreshToken: refreshToken && await seal(refreshToken),
    idToken: tokens.idToken && await seal(tokens.idToken),
    accessTokenExpiresAt: tokens.accessTokenExpiresAt?.toISOString() ?? null,
    refreshTokenExpiresAt: tokens.refreshTokenExpiresAt?.toISOString(),
    scope: [...new Set([...grant.scope?.split(',').filter(Boolean) ?? [], ...tokens.scopes])].join(','),
  }
}

/**
 * Stores the result of a renewal, if the account still has the token that it replaces:
 * also if a reseal has encrypted it again, if another process has taken the
 * lease over, or if the account counts as `reconnect_required`. If the user has
 * reconnected the account since, the newer grant stays. Applying a renewal again
 * changes nothing.
 *
 * @throws Error when the database is not available, or a secret version is not configured
 */
export async function applyRenewal(renewal: Renewal): Promise<void> {
  const renewed = await useDatabase().transaction(async (tx) => {
    const now = new Date()
    const owner = await replaceTokens(tx, renewal, now)
    await tx
      .update(connection)
      .set(owner ? { ...settled, ...healthy, refreshedAt: now } : settled)
      .where(and(eq(connection.id, renewal.id), owner ? undefined : eq(connection.leaseHolder, renewal.holder)))
    return owner
  })
  const platform = renewed && platformOfProvider(renewed.providerId)
  if (platform) await callAccountHook('refreshed', { userId: renewed.userId, platform, accountId: renewal.id })
}

/** Replaces the tokens of the account, and returns whose they are. Returns undefined if the account has other tokens. */
async function replaceTokens(tx: Queries, { id, replaced, ...renewal }: Renewal, now: Date): Promise<{ userId: string, providerId: string } | undefined> {
  for (;;) {
    const [row] = await tx.select({ secret: account[replaced.column] }).from(account).where(eq(account.id, id))
    if (!row?.secret) return undefined
    const isCurrent = isFingerprintOf(replaced.fingerprint, await open(row.secret))
    if (isCurrent === undefined) throw new Error('A renewed token cannot be stored: it was sealed with a secret version that is no longer configured. Add that version to BETTER_AUTH_SECRETS.')
    if (!isCurrent) return undefined
    const [written] = await tx
      .update(account)
      .set({
        accessToken: renewal.accessToken,
        refreshToken: renewal.refreshToken,
        // Undefined does not change the column.
        idToken: renewal.idToken,
        accessTokenExpiresAt: renewal.accessTokenExpiresAt === null ? null : new Date(renewal.accessTokenExpiresAt),
        refreshTokenExpiresAt: renewal.refreshTokenExpiresAt === undefined ? undefined : new Date(renewal.refreshTokenExpiresAt),
        scope: renewal.scope,
        updatedAt: now,
      })
      .where(and(eq(account.id, id), eq(account[replaced.column], row.secret)))
      .returning({ userId: account.userId, providerId: account.providerId })
    if (written) return written
  }
}
