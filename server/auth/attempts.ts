import { and, eq } from 'drizzle-orm'
import { connectError } from '../../shared/errors'
import { useDatabase, verification } from '../database'

/** Failed attempts without a delay. */
export const freeAttempts = 5
/** Seconds after the first attempt beyond them. Each further one doubles the delay. */
const firstDelay = 10
/** The longest delay in seconds. Somebody else's attempts also delay the owner, so it is short. */
export const longestDelay = 300
/** Seconds after the last attempt until the count starts again. */
const memory = 3600

/** A counted attempt. If neither function is called, it has failed. */
export interface Attempt {
  /** Ends the count. */
  succeeded(): Promise<void>
  /** Takes the attempt back. */
  undo(): Promise<void>
}

/**
 * Counts an attempt before it is made, so that simultaneous attempts also count. The
 * count is a row in `verification`, which all servers share and which expires: `value`
 * is the number of attempts, and `updatedAt` is when the next one is allowed.
 *
 * @throws ConnectError `TOO_MANY_ATTEMPTS` with `Retry-After` in seconds
 */
export async function startAttempt(key: string): Promise<Attempt> {
  const id = `connect-attempts:${key}`
  const mine = eq(verification.id, id)
  const db = useDatabase()
  const count = async (change: number): Promise<number> => {
    for (;;) {
      const [row] = await db.select().from(verification).where(mine)
      const now = Date.now()
      const before = row && row.expiresAt.getTime() > now ? Number(row.value) : 0
      const wait = before > 0 ? row!.updatedAt.getTime() - now : 0
      if (change > 0 && wait > 0) throw connectError('TOO_MANY_ATTEMPTS', { headers: { 'retry-after': String(Math.ceil(wait / 1000)) } })
      const after = Math.max(before + change, 0)
      const values = { value: String(after), updatedAt: new Date(now + delayAfter(after) * 1000), expiresAt: new Date(now + memory * 1000) }
      // Nobody else may have counted since the row was read.
      const changed = row
        ? await db.update(verification).set(values).where(and(mine, eq(verification.value, row.value), eq(verification.expiresAt, row.expiresAt))).returning({ id: verification.id })
        : await db.insert(verification).values({ id, identifier: id, createdAt: new Date(now), ...values }).onConflictDoNothing().returning({ id: verification.id })
      if (changed.length > 0) return after
    }
  }
  await count(1)
  return {
    succeeded: async () => void await db.delete(verification).where(mine),
    undo: async () => void await count(-1),
  }
}

/** Seconds to wait after a number of attempts. */
function delayAfter(attempts: number): number {
  return attempts < freeAttempts ? 0 : Math.min(firstDelay * 2 ** (attempts - freeAttempts), longestDelay)
}
