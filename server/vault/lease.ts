import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { connection, useDatabase } from '../database'

/**
 * How long a lease outlives its holder's last sign of life, in milliseconds:
 * what an account waits at most when the process refreshing it dies. Long
 * against the renewals and against clocks that differ between hosts.
 */
const leaseTime = 15_000
const renewEvery = 4_000

/** The right to refresh one account, which one caller at a time has. */
export interface Lease {
  holder: string
  /** Stops renewing. The row is released by the write of the outcome, or by {@link release}. */
  stop(): void
}

/**
 * Takes the lease of an account, unless somebody alive has it. One conditional
 * update decides, so that it holds between processes and on both dialects; no
 * transaction stays open while a platform is being waited for.
 */
export async function acquireLease(id: string): Promise<Lease | undefined> {
  const holder = crypto.randomUUID()
  const now = new Date()
  const db = useDatabase()
  // Accounts of an earlier set-up have no row of ours yet.
  await db.insert(connection).values({ id, updatedAt: now }).onConflictDoNothing()
  const [taken] = await db
    .update(connection)
    .set({ leaseHolder: holder, leaseUntil: new Date(now.getTime() + leaseTime) })
    .where(and(eq(connection.id, id), or(isNull(connection.leaseUntil), lt(connection.leaseUntil, now))))
    .returning({ id: connection.id })
  if (!taken) return undefined

  const renewal = setInterval(() => {
    db.update(connection)
      .set({ leaseUntil: new Date(Date.now() + leaseTime) })
      .where(and(eq(connection.id, id), eq(connection.leaseHolder, holder)))
      .catch(() => {}) // The next renewal comes well before the lease ends.
  }, renewEvery)
  renewal.unref()
  return { holder, stop: () => clearInterval(renewal) }
}

/** What a row is set to when its lease ends. */
export const released = { leaseHolder: null, leaseUntil: null }

/** Gives the lease back. */
export async function release(id: string, { holder, stop }: Lease): Promise<void> {
  stop()
  await useDatabase().update(connection).set(released).where(and(eq(connection.id, id), eq(connection.leaseHolder, holder)))
}
