import { setTimeout as wait } from 'node:timers/promises'
import { and, eq } from 'drizzle-orm'
import { ConnectError } from '../../shared/errors'
import type { OAuthPlatformId } from '../../shared/platforms'
import { account, connection, useDatabase } from '../database'
import { logError } from '../log'
import { announce } from './events'
import { isExpired, readGrant } from './grant'
import type { Grant } from './grant'
import { healthy, markReconnectRequired } from './health'
import { acquireLease, release, released } from './lease'
import type { Lease } from './lease'
import { GrantRefused, requestTokens } from './request-tokens'
import type { RenewedTokens } from './request-tokens'
import { open, seal } from './seal'

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
    return refreshUnderLease(platform, seen.id, lease)
  }
}

/** How it ended since `seen`, if it has: the token somebody wrote, or why there is none. */
async function outcome(platform: OAuthPlatformId, seen: Grant, startedAt: number): Promise<string | undefined> {
  const now = await readGrant(seen.id)
  if (!now) throw new ConnectError('ACCOUNT_NOT_FOUND', { platform })
  if (now.accessToken !== null && now.accessToken !== seen.accessToken && !isExpired(now)) return open(now.accessToken)
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
    const tokens = await requestTokens(platform, await open(grant.refreshToken))
    await persist(grant, tokens, lease)
    await announce('refreshed', { userId: grant.userId, platform, accountId: id })
    return tokens.accessToken
  }
  catch (error) {
    lease.stop()
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
async function persist(grant: Grant, tokens: RenewedTokens, lease: Lease): Promise<void> {
  const [accessToken, refreshToken, idToken] = await Promise.all([
    seal(tokens.accessToken),
    tokens.refreshToken === undefined ? grant.refreshToken : seal(tokens.refreshToken),
    tokens.idToken === undefined ? grant.idToken : seal(tokens.idToken),
  ])
  const scopes = new Set([...grant.scope?.split(',').filter(Boolean) ?? [], ...tokens.scopes])
  await untilItWorks(() => useDatabase().transaction(async (tx) => {
    const now = new Date()
    await tx
      .update(account)
      .set({ accessToken, refreshToken, idToken, accessTokenExpiresAt: tokens.accessTokenExpiresAt, scope: [...scopes].join(','), updatedAt: now })
      .where(and(eq(account.id, grant.id), eq(account.refreshToken, grant.refreshToken!)))
    await tx
      .update(connection)
      .set({ ...released, ...healthy, refreshedAt: now })
      .where(and(eq(connection.id, grant.id), eq(connection.leaseHolder, lease.holder)))
  }))
  lease.stop()
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
