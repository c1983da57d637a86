import { setTimeout as wait } from 'node:timers/promises'
import { and, eq } from 'drizzle-orm'
import { ConnectError } from '../../shared/errors'
import type { OAuthPlatformId } from '../../shared/platforms'
import { account, connection, useDatabase } from '../database'
import type { Queries } from '../database'
import { logError } from '../log'
import { announce } from './events'
import { isExpired, readGrant } from './grant'
import type { Grant } from './grant'
import { healthy, markReconnectRequired } from './health'
import { acquireLease, release, released } from './lease'
import type { Lease } from './lease'
import { GrantRefused, requestTokens } from './request-tokens'
import type { RenewedTokens } from './request-tokens'
import { isSameSecret, open, seal } from './seal'

/** Milliseconds between looks at an account that somebody else is refreshing. */
const pollEvery = 75

/** Refreshes under way in this process, by account: all callers here share one. */
const underWay = new Map<string, Promise<string>>()

/**
 * Renews an account's access token, exactly once however many callers in
 * however many processes ask for it at the same moment: one takes the lease and
 * asks the platform, the others wait and read what it wrote.
 *
 * @param grant the account as the caller saw it; its token is not good enough
 * @returns the new access token, in clear
 * @throws ConnectError `RECONNECT_REQUIRED`, `ACCOUNT_NOT_FOUND`, `PLATFORM_UNREACHABLE`, `PLATFORM_TIMEOUT`
 */
export function refresh(platform: OAuthPlatformId, grant: Grant): Promise<string> {
  let running = underWay.get(grant.id)
  if (!running) {
    running = refreshOrWait(platform, grant).finally(() => underWay.delete(grant.id))
    underWay.set(grant.id, running)
  }
  return running
}

async function refreshOrWait(platform: OAuthPlatformId, seen: Grant): Promise<string> {
  const startedAt = Date.now()
  for (;;) {
    const settled = await outcome(platform, seen, startedAt)
    if (settled !== undefined) return settled
    const lease = await acquireLease(seen.id)
    if (!lease) {
      await wait(pollEvery)
      continue
    }
    // Between the look and the lease somebody else may have finished: look again, now that nobody can.
    const meanwhile = await outcome(platform, seen, startedAt).catch(async (error: unknown) => {
      await release(seen.id, lease)
      throw error
    })
    if (meanwhile !== undefined) {
      await release(seen.id, lease)
      return meanwhile
    }
    try {
      return await refreshUnderLease(platform, seen.id, lease)
    }
    finally {
      lease.stop()
    }
  }
}

/** How it ended since `seen`, if it has: the token somebody wrote, or why there is none. */
async function outcome(platform: OAuthPlatformId, seen: Grant, startedAt: number): Promise<string | undefined> {
  const now = await readGrant(seen.id)
  if (!now) throw new ConnectError('ACCOUNT_NOT_FOUND', { platform })
  if (now.accessToken !== null && !isExpired(now) && !await isSameSecret(now.accessToken, seen.accessToken)) return open(now.accessToken)
  if (now.state?.reconnectReason) throw new ConnectError('RECONNECT_REQUIRED', { platform })
  const wait = (now.state?.refreshNotBefore?.getTime() ?? 0) - Date.now()
  const failed = (now.state?.refreshFailedAt?.getTime() ?? 0) >= startedAt
  if (wait > 0 || failed) {
    throw new ConnectError('PLATFORM_UNREACHABLE', { platform, headers: wait > 0 ? { 'retry-after': String(Math.ceil(wait / 1000)) } : {} })
  }
  return undefined
}

async function refreshUnderLease(platform: OAuthPlatformId, id: string, lease: Lease): Promise<string> {
  const grant = await readGrant(id)
  if (!grant) throw new ConnectError('ACCOUNT_NOT_FOUND', { platform })
  try {
    if (!grant.refreshToken) throw new GrantRefused('There is no refresh token.')
    const spent = await open(grant.refreshToken)
    const tokens = await requestTokens(platform, spent)
    await persist(grant, spent, tokens, lease)
    await announce('refreshed', { userId: grant.userId, platform, accountId: id })
    return tokens.accessToken
  }
  catch (error) {
    if (error instanceof GrantRefused) {
      await markReconnectRequired(grant, grant.refreshToken ? 'grant_revoked' : 'grant_expired')
      throw new ConnectError('RECONNECT_REQUIRED', { platform, cause: error })
    }
    await recordFailure(id, lease, error)
    throw error
  }
}

/**
 * Writes what the platform gave. From the moment its answer is here this is the
 * only copy of a token that may have replaced the old one, so it is written
 * first of all, before anyone is told, and again and again while the database
 * does not take it; the lease is kept alive meanwhile, so that nobody spends the
 * old token. A user who connected again in between has a newer grant, and keeps it.
 */
async function persist(grant: Grant, spent: string, tokens: RenewedTokens, lease: Lease): Promise<void> {
  const scopes = new Set([...grant.scope?.split(',').filter(Boolean) ?? [], ...tokens.scopes])
  const renewed = {
    accessToken: await seal(tokens.accessToken),
    // The old one where none came back, sealed anew: it may lie there in clear or under an older version.
    refreshToken: await seal(tokens.refreshToken ?? spent),
    // Undefined leaves the column as it is by then.
    idToken: tokens.idToken && await seal(tokens.idToken),
    accessTokenExpiresAt: tokens.accessTokenExpiresAt,
    scope: [...scopes].join(','),
  }
  await untilItWorks(() => useDatabase().transaction(async (tx) => {
    const now = new Date()
    await replaceTokens(tx, grant, { ...renewed, updatedAt: now })
    await tx
      .update(connection)
      .set({ ...released, ...healthy, refreshedAt: now })
      .where(and(eq(connection.id, grant.id), eq(connection.leaseHolder, lease.holder)))
  }))
}

/** Writes over the tokens that were renewed, also if a reseal has sealed them anew since, and over no others. */
async function replaceTokens(tx: Queries, { id, refreshToken }: Grant, renewed: Partial<typeof account.$inferInsert>): Promise<void> {
  for (;;) {
    const [now] = await tx.select({ refreshToken: account.refreshToken }).from(account).where(eq(account.id, id))
    if (!now?.refreshToken || !await isSameSecret(now.refreshToken, refreshToken)) return
    const written = await tx
      .update(account)
      .set(renewed)
      .where(and(eq(account.id, id), eq(account.refreshToken, now.refreshToken)))
      .returning({ id: account.id })
    if (written.length > 0) return
  }
}

/** Tries for about a minute, with growing pauses. */
async function untilItWorks(write: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write()
    }
    catch (error) {
      if (attempt === 12) throw error
      logError('Writing a renewed token failed; trying again.', error)
      await wait(Math.min(100 * 2 ** attempt, 8_000))
    }
  }
}

/** Something went wrong that may not the next time: the account stays healthy. */
async function recordFailure(id: string, lease: Lease, error: unknown): Promise<void> {
  const seconds = error instanceof ConnectError ? Number(error.headers['retry-after']) : Number.NaN
  await useDatabase()
    .update(connection)
    .set({
      ...released,
      refreshFailedAt: new Date(),
      refreshNotBefore: seconds > 0 ? new Date(Date.now() + seconds * 1000) : null,
    })
    .where(and(eq(connection.id, id), eq(connection.leaseHolder, lease.holder)))
}
