import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { connection, useDatabase } from '../database'

/**
 * Lifetime of a lease in milliseconds, without an extension. If the process that
 * refreshes an account dies, others wait this long. It is much longer than the
 * interval of extensions and typical clock differences between hosts.
 */
export const leaseTime = 15_000
/** Milliseconds between extensions of a lease by its holder. */
const extendEvery = 4_000

/** The exclusive right to refresh one account. */
export interface Lease {
  holder: string
  /** Stops extending the lease. The write of the result or {@link release} releases the row. */
  stop(): void
}

/**
 * Acquires the lease of an account, unless another caller holds it. It is a single
 * conditional update, so it works across processes and on both dialects, and no
 * transaction stays open during requests to a platform.
 *
 * @returns undefined if another caller holds the lease
 */
export async function acquireLease(id: string): Promise<Lease | undefined> {
  const holder = crypto.randomUUID()
  const now = new Date()
  const db = useDatabase()
  // Accounts that existed before this project was installed have no row in `connection` yet.
  await db.insert(connection).values({ id, updatedAt: now }).onConflictDoNothing()
  const [taken] = await db
    .update(connection)
    .set({ leaseHolder: holder, leaseUntil: new Date(now.getTime() + leaseTime) })
    .where(and(eq(connection.id, id), or(isNull(connection.leaseUntil), lt(connection.leaseUntil, now))))
    .returning({ id: connection.id })
  if (!taken) return undefined

  const extension = setInterval(() => {
    db.update(connection)
      .set({ leaseUntil: new Date(Date.now() + leaseTime) })
      .where(and(eq(connection.id, id), eq(connection.leaseHolder, holder)))
      .catch(() => {}) // The next extension comes well before the lease expires.
  }, extendEvery)
  extension.unref()
  return { holder, stop: () => clearInterval(extension) }
}

/** Column values of a released lease. */
export const released = { leaseHolder: null, leaseUntil: null }

/** Releases the lease. */
export async function release(id: string, { holder, stop }: Lease): Promise<void> {
  stop()
  await useDatabase().update(connection).set(released).where(and(eq(connection.id, id), eq(connection.leaseHolder, holder)))
}
