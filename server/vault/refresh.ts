import { setTimeout as wait } from 'node:timers/promises'
import { and, eq } from 'drizzle-orm'
import { ConnectError } from '../../shared/connect-error'
import { connectError } from '../../shared/errors'
import type { PlatformId } from '../../shared/platforms/registry'
import { connection, useDatabase } from '../database'
import { outsideRequestScope } from '../database/request-scope'
import { logError } from '../log'
import { mayHaveSucceeded, platformTimeout } from '../platforms/call-platform'
import { GrantRefused } from '../platforms/connector'
import { renewTokens } from '../platforms/tokens'
import { contextFor } from './context'
import { isExpired, isFresh, isRenewable, isSingleUse, readGrant, renewalColumn } from './grant'
import type { Grant } from './grant'
import { recordRefusal } from './health'
import { acquireLease, leaseState, markFor, release, released, settled } from './lease'
import type { Lease } from './lease'
import { toRenewal } from './renewal'
import { isSameSecret, open } from './seal'
import { adoptRenewals, storeRenewal, unstoredRenewal } from './store-renewal'
import { withTimeout } from './with-timeout'

/**
 * Timeout in milliseconds of a request with a single-use token. It is much longer
 * than the lease of the request: the platform may already have replaced the old
 * token, and aborting the request would lose the only copy of the new one.
 */
const singleUseTimeout = 120_000

/** Milliseconds between polls of an account that another process renews: the first and the longest pause. */
const firstPoll = 75
const slowestPoll = 500

/** Seconds after which a caller should try again while a renewal is in progress. */
const retrySoon = { 'retry-after': '5' }

/** Renewals in progress in this process, by account. Concurrent callers share one, and its timeout. */
const refreshesInProgress = new Map<string, Promise<string>>()

/**
 * Renews an account's access token exactly once, for any number of concurrent
 * callers and processes. One caller acquires the lease and calls the platform. The
 * others wait and read the stored result. All wait until `PLATFORM_TIMEOUT_MS` after
 * the renewal has begun. The renewal continues after that, and its result is stored.
 *
 * @param grant the account as the caller read it, with the token that needs a renewal
 * @returns the new access token, decrypted
 * @throws ConnectError `RECONNECT_REQUIRED`, `ACCOUNT_NOT_FOUND`, `PLATFORM_UNREACHABLE`,
 * `PLATFORM_TIMEOUT`, `RENEWAL_PENDING`, `RENEWAL_UNCERTAIN`
 */
export function refresh(platform: PlatformId, grant: Grant): Promise<string> {
  const shared = refreshesInProgress.get(grant.id)
  if (shared) return shared
  const work = outsideRequestScope(() => renewOrWait(platform, grant))
  const limited = withTimeout(work, platformTimeout(), () => {
    throw connectError('PLATFORM_TIMEOUT', { platform, headers: retrySoon })
  })
  refreshesInProgress.set(grant.id, limited)
  // It also ends for callers if the database never responds.
  withTimeout(work, 2 * answerTimeout(), () => '').catch(() => {}).finally(() => refreshesInProgress.delete(grant.id))
  return limited
}

/** Resolves when the callers of all renewals in progress have their results. For a server that stops. */
export async function pendingRefreshes(): Promise<void> {
  await Promise.allSettled(refreshesInProgress.values())
}

async function renewOrWait(platform: PlatformId, seen: Grant): Promise<string> {
  const startedAt = Date.now()
  for (let pause = firstPoll; Date.now() - startedAt < platformTimeout(); pause = Math.min(1.2 * pause, slowestPoll)) {
    const token = await renewOnce(platform, seen, startedAt)
    if (token !== undefined) return token
    await wait(pause)
  }
  throw connectError('RENEWAL_PENDING', { platform, headers: retrySoon })
}

/** Renews the token if no other process does. Returns undefined if another one does, or was faster. */
async function renewOnce(platform: PlatformId, seen: Grant, startedAt: number): Promise<string | undefined> {
  const unstored = unstoredRenewal(seen.id)
  if (unstored) {
    if (isExpired({ accessTokenExpiresAt: unstored.accessTokenExpiresAt === null ? null : new Date(unstored.accessTokenExpiresAt) })) throw connectError('RENEWAL_PENDING', { platform, headers: retrySoon })
    return unstored.accessToken
  }
  const { grant, token } = await outcome(platform, seen, startedAt)
  if (token !== undefined) return token

  const mark = await markFor(grant)
  const state = leaseState(grant, mark)
  if (state === 'held') {
    if (mark?.isRepeat && Date.now() - mark.since.getTime() > platformTimeout()) throw connectError('RENEWAL_PENDING', { platform, headers: retrySoon })
    return undefined
  }
  // The new token may be in the journal of a process that has ended.
  if (mark?.isRepeat && await adoptRenewals()) return undefined
  if (state === 'pending') throw connectError('RENEWAL_PENDING', { platform, headers: { 'retry-after': '30' } })
  const lease = await acquireLease(grant, mark)
  if (!lease) return undefined
  // Another process may have finished before this one acquired the lease. Check again, now that no other can.
  const now = await outcome(platform, seen, startedAt).catch(async (error: unknown) => {
    await release(seen.id, lease)
    throw error
  })
  if (now.token === undefined && await isSameSecret(now.grant[renewalColumn(grant)], grant[renewalColumn(grant)])) return renewUnderLease(platform, now.grant, lease)
  await release(seen.id, lease)
  return now.token
}

/** Reads the account again, and the token that another caller has stored since `seen`, if any. Throws if its renewal failed. */
async function outcome(platform: PlatformId, seen: Grant, startedAt: number): Promise<{ grant: Grant, token?: string }> {
  const grant = await readGrant(seen.id)
  if (!grant) throw connectError('ACCOUNT_NOT_FOUND', { platform })
  if (grant.accessToken !== null && !isExpired(grant) && !await isSameSecret(grant.accessToken, seen.accessToken)) return { grant, token: await open(grant.accessToken) }
  const { reconnectReason, refreshNotBefore, refreshFailedAt, uncertainSince } = grant.state ?? {}
  if (reconnectReason) throw connectError('RECONNECT_REQUIRED', { platform })
  const pause = (refreshNotBefore?.getTime() ?? 0) - Date.now()
  if (pause > 0 || (refreshFailedAt?.getTime() ?? 0) >= startedAt) {
    throw connectError(uncertainSince ? 'RENEWAL_UNCERTAIN' : 'PLATFORM_UNREACHABLE', { platform, headers: pause > 0 ? { 'retry-after': String(Math.ceil(pause / 1000)) } : {} })
  }
  return { grant }
}

/**
 * Time in milliseconds that the platform has to answer before another renewal may
 * begin, so that an account is soon usable again after an outage of its platform.
 */
function answerTimeout(): number {
  return 3 * platformTimeout()
}

/** Calls the platform. A request with a single-use token continues after the lease ends, because its answer may still come. */
function renewUnderLease(platform: PlatformId, grant: Grant, lease: Lease): Promise<string> {
  if (!isSingleUse(grant)) return requestAndStore(platform, grant, lease, answerTimeout())
  return withTimeout(requestAndStore(platform, grant, lease, singleUseTimeout), answerTimeout(), async () => {
    await release(grant.id, lease, true)
    throw connectError('PLATFORM_TIMEOUT', { platform })
  })
}

async function requestAndStore(platform: PlatformId, grant: Grant, lease: Lease, timeout: number): Promise<string> {
  try {
    const oldTokens = {
      accessToken: grant.accessToken && await open(grant.accessToken),
      refreshToken: grant.refreshToken && await open(grant.refreshToken),
    }
    const tokens = await renewTokens(oldTokens, await contextFor(platform, grant.state?.host, timeout))
    await storeRenewal(toRenewal(grant, oldTokens, tokens, lease.holder))
    return tokens.accessToken
  }
  catch (error) {
    if (error instanceof GrantRefused) return await afterRefusal(platform, grant, lease, error)
    await recordFailure(grant, lease, error).catch((failure: unknown) => logError('Storing that a renewal failed was not possible.', failure))
    throw error
  }
  finally {
    lease.stop()
  }
}

/** Stores the refusal. Returns the token that another caller has stored meanwhile, and throws if there is none. */
async function afterRefusal(platform: PlatformId, grant: Grant, lease: Lease, refusal: GrantRefused): Promise<string> {
  const result = await recordRefusal(grant, lease, isRenewable(grant) ? 'grant_revoked' : 'grant_expired')
  if (result === 'reconnect_required') throw connectError('RECONNECT_REQUIRED', { platform, cause: refusal })
  if (result === 'uncertain') throw connectError('RENEWAL_UNCERTAIN', { platform, cause: refusal, headers: retrySoon })
  const now = await readGrant(grant.id)
  if (now?.accessToken && isFresh(now)) return open(now.accessToken)
  throw connectError('RENEWAL_PENDING', { platform, cause: refusal, headers: retrySoon })
}

/** Stores a temporary failure. The account stays healthy. */
async function recordFailure(grant: Grant, lease: Lease, error: unknown): Promise<void> {
  const seconds = error instanceof ConnectError ? Number(error.headers['retry-after']) : Number.NaN
  const keepMark = lease.isRepeat || (isSingleUse(grant) && mayHaveSucceeded(error))
  await useDatabase()
    .update(connection)
    .set({
      ...(keepMark ? released : settled),
      refreshFailedAt: new Date(),
      refreshNotBefore: seconds > 0 ? new Date(Date.now() + seconds * 1000) : null,
    })
    .where(and(eq(connection.id, grant.id), eq(connection.leaseHolder, lease.holder)))
}
