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
 * The result of a renewal: the new tokens, decrypted, and which token they replace. It
 * is all that is needed to store them, at any later time and by any process.
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
export function toRenewal(grant: Grant, oldTokens: GrantTokens, tokens: IssuedTokens, holder: string): Renewal {
  // A refresh token that stays does not tell the new tokens from the old ones. The access token does.
  const isRotated = tokens.refreshToken !== undefined && tokens.refreshToken !== oldTokens.refreshToken
  const column = isRotated || oldTokens.accessToken === null ? renewalColumn(grant) : 'accessToken'
  return {
    holder,
    id: grant.id,
    replaced: { column, fingerprint: fingerprint(oldTokens[column]!) },
    accessToken: tokens.accessToken,
    // Keeps the old refresh token if the platform sent none. It is sealed again, because it may be stored unencrypted or under an older version.
    refreshToken: tokens.refreshToken ?? oldTokens.refreshToken,
    idToken: tokens.idToken,
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
  const values = await toColumns(renewal)
  const renewed = await useDatabase().transaction(async (tx) => {
    const now = new Date()
    const owner = await replaceTokens(tx, renewal, { ...values, updatedAt: now })
    await tx
      .update(connection)
      .set(owner ? { ...settled, ...healthy, refreshedAt: now } : settled)
      .where(and(eq(connection.id, renewal.id), owner ? undefined : eq(connection.leaseHolder, renewal.holder)))
    return owner
  })
  const platform = renewed && platformOfProvider(renewed.providerId)
  if (platform) await callAccountHook('refreshed', { userId: renewed.userId, platform, accountId: renewal.id })
}

async function toColumns({ accessToken, refreshToken, idToken, accessTokenExpiresAt, refreshTokenExpiresAt, scope }: Renewal) {
  return {
    accessToken: await seal(accessToken),
    refreshToken: refreshToken && await seal(refreshToken),
    // Undefined does not change the column.
    idToken: idToken && await seal(idToken),
    accessTokenExpiresAt: accessTokenExpiresAt === null ? null : new Date(accessTokenExpiresAt),
    refreshTokenExpiresAt: refreshTokenExpiresAt === undefined ? undefined : new Date(refreshTokenExpiresAt),
    scope,
  }
}

/** Replaces the tokens of the account, and returns whose they are. Returns undefined if the account has other tokens. */
async function replaceTokens(tx: Queries, { id, replaced }: Renewal, values: Partial<typeof account.$inferInsert>): Promise<{ userId: string, providerId: string } | undefined> {
  for (;;) {
    const [row] = await tx.select({ secret: account[replaced.column] }).from(account).where(eq(account.id, id))
    if (!row?.secret) return undefined
    const isCurrent = isFingerprintOf(replaced.fingerprint, await open(row.secret))
    if (isCurrent === undefined) throw new Error('A renewed token cannot be stored: it was renewed with a secret version that is not configured. Add that version to BETTER_AUTH_SECRETS.')
    if (!isCurrent) return undefined
    const [written] = await tx
      .update(account)
      .set(values)
      .where(and(eq(account.id, id), eq(account[replaced.column], row.secret)))
      .returning({ userId: account.userId, providerId: account.providerId })
    if (written) return written
  }
}
