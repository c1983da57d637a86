import { and, eq, isNull, like, lt } from 'drizzle-orm'
import { connection, useDatabase } from '../database'
import { fingerprint, isFingerprintOf } from './fingerprint'
import { isSingleUse, renewalColumn } from './grant'
import type { Grant } from './grant'
import { processId } from './journal'
import { open } from './seal'

/**
 * Lifetime of a lease in milliseconds, without an extension. It is much longer than
 * the interval of extensions and typical clock differences between hosts.
 */
export const leaseTime = 15_000
/** Milliseconds between extensions of a lease by its holder. */
const extendEvery = 4_000

/**
 * Milliseconds after the end of a lease until another process may send the same
 * single-use token again. The holder may have the new token and be cut off from the
 * database. A second use of the old token would then end the grant on platforms that
 * take it for a theft. So this is longer than a usual failover or network outage.
 */
export const takeOverAfter = 15 * 60_000

/** The exclusive right to renew one account. */
export interface Lease {
  /** `<process id>.<unique id>` */
  holder: string
  /** An earlier renewal with the same single-use token has no known result. */
  isRepeat: boolean
  /** Stops extending the lease. The write of the result or {@link release} releases the row. */
  stop(): void
}

/** The single-use token that a renewal sends. It is stored before the renewal begins. */
export interface Mark {
  fingerprint: string
  since: Date
  /** The account has this mark already: an earlier renewal with this token has no known result. */
  isRepeat: boolean
}

/** Whether an account can be renewed now: `free`, `held` by a renewal in progress, or `pending` after a renewal whose holder may still store its result. */
export type LeaseState = 'free' | 'held' | 'pending'

/** Column values of a released lease. The mark stays. */
export const released = { leaseHolder: null, leaseUntil: null }

/** Column values of an account without a renewal and without a mark. */
export const settled = { ...released, spentToken: null, spentSince: null }

/** Returns the mark for a renewal of an account. Undefined if its token can be used again. */
export async function markFor(grant: Grant): Promise<Mark | undefined> {
  const secret = grant[renewalColumn(grant)]
  if (!isSingleUse(grant) || secret === null) return undefined
  const opened = await open(secret)
  const { spentToken, spentSince } = grant.state ?? {}
  // A mark of a secret version that is no longer configured counts as one of this token.
  if (spentToken && spentSince && isFingerprintOf(spentToken, opened) !== false) return { fingerprint: spentToken, since: spentSince, isRepeat: true }
  return { fingerprint: fingerprint(opened), since: new Date(), isRepeat: false }
}

/** Returns whether an account can be renewed now, as it was read. */
export function leaseState({ state }: Grant, mark: Mark | undefined): LeaseState {
  const end = state?.leaseUntil?.getTime()
  const now = Date.now()
  if (end === undefined) return 'free'
  if (end >= now) return 'held'
  // A renewal of this process that has lost its lease is over, and its result is known here.
  if (state?.leaseHolder?.startsWith(`${processId}.`)) return 'free'
  return mark?.isRepeat && now - end < takeOverAfter ? 'pending' : 'free'
}

/**
 * Acquires the lease of an account and stores the mark, unless another caller has
 * acquired it since `grant` was read. It is a single conditional update, so it works
 * across processes and on both dialects, and no transaction stays open during
 * requests to a platform.
 *
 * @returns undefined if another caller holds the lease
 */
export async function acquireLease({ id, state }: Grant, mark: Mark | undefined): Promise<Lease | undefined> {
  const holder = `${processId}.${crypto.randomUUID()}`
  const now = new Date()
  const db = useDatabase()
  // Accounts that existed before this project was installed have no row in `connection` yet.
  if (!state) await db.insert(connection).values({ id, updatedAt: now }).onConflictDoNothing()
  const unchanged = state?.leaseHolder ? and(eq(connection.leaseHolder, state.leaseHolder), lt(connection.leaseUntil, now)) : isNull(connection.leaseHolder)
  const [taken] = await db
    .update(connection)
    .set({ leaseHolder: holder, leaseUntil: new Date(now.getTime() + leaseTime), spentToken: mark?.fingerprint ?? null, spentSince: mark?.since ?? null })
    .where(and(eq(connection.id, id), unchanged))
    .returning({ id: connection.id })
  if (!taken) return undefined

  const extension = setInterval(() => {
    db.update(connection)
      .set({ leaseUntil: new Date(Date.now() + leaseTime) })
      .where(and(eq(connection.id, id), eq(connection.leaseHolder, holder)))
      .catch(() => {}) // The next extension comes well before the lease expires.
  }, extendEvery)
  extension.unref()
  return { holder, isRepeat: mark?.isRepeat ?? false, stop: () => clearInterval(extension) }
}

/**
 * Releases the lease.
 *
 * @param keepMark whether it is unknown if the token still works
 */
export async function release(id: string, { holder, isRepeat, stop }: Lease, keepMark = isRepeat): Promise<void> {
  stop()
  await useDatabase().update(connection).set(keepMark ? released : settled).where(and(eq(connection.id, id), eq(connection.leaseHolder, holder)))
}

/** Releases all leases of a process that has ended, and keeps their marks. */
export async function releaseLeasesOf(endedProcess: string): Promise<void> {
  await useDatabase().update(connection).set(released).where(like(connection.leaseHolder, `${endedProcess}.%`))
}
