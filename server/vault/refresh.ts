import { setTimeout as wait } from 'node:timers/promises'
import { and, eq } from 'drizzle-orm'
import { ConnectError } from '../../shared/connect-error'
import { connectError } from '../../shared/errors'
import type { PlatformId } from '../../shared/platforms/registry'
import { account, connection, useDatabase } from '../database'
import type { Queries } from '../database'
import { outsideRequestScope } from '../database/request-scope'
import { logError } from '../log'
import { GrantRefused } from '../platforms/connector'
import type { GrantTokens, IssuedTokens } from '../platforms/connector'
import { renewTokens } from '../platforms/tokens'
import { contextFor } from './context'
import { callAccountHook } from './events'
import { isExpired, isRenewable, readGrant } from './grant'
import type { Grant } from './grant'
import { healthy, markReconnectRequired } from './health'
import { acquireLease, release, released } from './lease'
import type { Lease } from './lease'
import { isSameSecret, open, seal } from './seal'

/**
 * Timeout of a refresh request in milliseconds. It is much longer than callers
 * wait: the platform may already have replaced the old token, and aborting the
 * request would lose the only copy of the new one.
 */
const renewalTimeout = 120_000

/** Milliseconds between polls of an account that another process refreshes. */
const pollEvery = 75

/** Refreshes in progress in this process, by account. Concurrent callers share one. */
const refreshesInProgress = new Map<string, Promise<string>>()

/**
 * Renews an account's access token exactly once, for any number of concurrent
 * callers and processes. One caller acquires the lease and calls the platform. The
 * others wait and read the stored result.
 *
 * @param grant the account as the caller read it, with the token that needs a renewal
 * @returns the new access token, decrypted
 * @throws ConnectError `RECONNECT_REQUIRED`, `ACCOUNT_NOT_FOUND`, `PLATFORM_UNREACHABLE`, `PLATFORM_TIMEOUT`
 */
export function refresh(platform: PlatformId, grant: Grant): Promise<string> {
  let running = refreshesInProgress.get(grant.id)
  if (!running) {
    running = outsideRequestScope(() => refreshOrWait(platform, grant)).finally(() => refreshesInProgress.delete(grant.id))
    refreshesInProgress.set(grant.id, running)
  }
  return running
}

/** Resolves when the refreshes in progress in this process have ended. */
export async function pendingRefreshes(): Promise<void> {
  await Promise.allSettled(refreshesInProgress.values())
}

async function refreshOrWait(platform: PlatformId, seen: Grant): Promise<string> {
  const startedAt = Date.now()
  for (;;) {
    const settled = await outcome(platform, seen, startedAt)
    if (settled !== undefined) return settled
    const lease = await acquireLease(seen.id)
    if (!lease) {
      await wait(pollEvery)
      continue
    }
    // Another process may have finished before this one acquired the lease. Check again, now that no other can.
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

/** Returns the token that another caller has stored since `seen`, throws if its refresh failed, and returns undefined if none has finished. */
async function outcome(platform: PlatformId, seen: Grant, startedAt: number): Promise<string | undefined> {
  const now = await readGrant(seen.id)
  if (!now) throw connectError('ACCOUNT_NOT_FOUND', { platform })
  if (now.accessToken !== null && !isExpired(now) && !await isSameSecret(now.accessToken, seen.accessToken)) return open(now.accessToken)
  if (now.state?.reconnectReason) throw connectError('RECONNECT_REQUIRED', { platform })
  const wait = (now.state?.refreshNotBefore?.getTime() ?? 0) - Date.now()
  const failed = (now.state?.refreshFailedAt?.getTime() ?? 0) >= startedAt
  if (wait > 0 || failed) {
    throw connectError('PLATFORM_UNREACHABLE', { platform, headers: wait > 0 ? { 'retry-after': String(Math.ceil(wait / 1000)) } : {} })
  }
  return undefined
}

async function refreshUnderLease(platform: PlatformId, id: string, lease: Lease): Promise<string> {
  const grant = await readGrant(id)
  if (!grant) throw connectError('ACCOUNT_NOT_FOUND', { platform })
  try {
    const oldTokens = {
      accessToken: grant.accessToken && await open(grant.accessToken),
      refreshToken: grant.refreshToken && await open(grant.refreshToken),
    }
    const tokens = await renewTokens(oldTokens, await contextFor(platform, grant.state?.host, renewalTimeout))
    await persist(grant, oldTokens, tokens, lease)
    await callAccountHook('refreshed', { userId: grant.userId, platform, accountId: id })
    return tokens.accessToken
  }
  catch (error) {
    if (error instanceof GrantRefused) {
      await markReconnectRequired(grant, isRenewable(grant) ? 'grant_revoked' : 'grant_expired')
      throw connectError('RECONNECT_REQUIRED', { platform, cause: error })
    }
    await recordFailure(id, lease, error)
    throw error
  }
}

/**
 * Stores the new tokens. They may have replaced the old ones at the platform, and
 * this is their only copy. So they are stored before anything else happens, and
 * failed writes are retried. The lease is held meanwhile, so that no other process
 * uses the old refresh token. If the user has reconnected the account since, the
 * newer grant stays.
 */
async function persist(grant: Grant, oldTokens: GrantTokens, tokens: IssuedTokens, lease: Lease): Promise<void> {
  const scopes = new Set([...grant.scope?.split(',').filter(Boolean) ?? [], ...tokens.scopes])
  const renewed = {
    accessToken: await seal(tokens.accessToken),
    // Keeps the old one if the platform sent none. It is sealed again, because it may be stored unencrypted or under an older version.
    refreshToken: await sealed(tokens.refreshToken ?? oldTokens.refreshToken),
    // Undefined does not change the column.
    idToken: tokens.idToken && await seal(tokens.idToken),
    accessTokenExpiresAt: tokens.accessTokenExpiresAt,
    refreshTokenExpiresAt: tokens.refreshTokenExpiresAt,
    scope: [...scopes].join(','),
  }
  await retryWrite(() => useDatabase().transaction(async (tx) => {
    const now = new Date()
    await replaceTokens(tx, grant, { ...renewed, updatedAt: now })
    await tx
      .update(connection)
      .set({ ...released, ...healthy, refreshedAt: now })
      .where(and(eq(connection.id, grant.id), eq(connection.leaseHolder, lease.holder)))
  }))
}

async function sealed(secret: string | null): Promise<string | null> {
  return secret && seal(secret)
}

/** Replaces the old tokens, even if a reseal has encrypted them again since. Does not replace other tokens. */
async function replaceTokens(tx: Queries, grant: Grant, renewed: Partial<typeof account.$inferInsert>): Promise<void> {
  // The column of the token that the refresh used: the refresh token, or the access token if the platform exchanges it.
  const usedToken = grant.refreshToken === null ? 'accessToken' : 'refreshToken'
  for (;;) {
    const [now] = await tx.select({ secret: account[usedToken] }).from(account).where(eq(account.id, grant.id))
    if (!now?.secret || !await isSameSecret(now.secret, grant[usedToken])) return
    const written = await tx
      .update(account)
      .set(renewed)
      .where(and(eq(account.id, grant.id), eq(account[usedToken], now.secret)))
      .returning({ id: account.id })
    if (written.length > 0) return
  }
}

/** Retries a write for about a minute, with exponential backoff. */
async function retryWrite(write: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write()
    }
    catch (error) {
      if (attempt === 12) throw error
      logError('Storing a renewed token failed. It is retried.', error)
      await wait(Math.min(100 * 2 ** attempt, 8_000))
    }
  }
}

/** Stores a temporary failure. The account stays healthy. */
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
