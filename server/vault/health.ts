import { and, eq, isNull } from 'drizzle-orm'
import type { ReconnectReason } from '../../shared/account'
import { account, connection, useDatabase } from '../database'
import type { Queries } from '../database'
import { platformOfProvider } from '../platforms'
import { callAccountHook } from './events'
import { renewalColumn } from './grant'
import type { Grant } from './grant'
import { released, settled } from './lease'
import type { Lease } from './lease'
import { isSameSecret } from './seal'

/** Column values for an account with a valid grant. */
export const healthy = { reconnectReason: null, reconnectSince: null, uncertainSince: null, refreshFailedAt: null, refreshNotBefore: null } as const

/**
 * Milliseconds after which an uncertain account becomes `reconnect_required`. A server
 * that was cut off or stopped usually is back by then.
 */
export const uncertainFor = 60 * 60_000
/** Shortest pause in milliseconds between renewals of an uncertain account. The pauses get longer: each is as long as the account has been uncertain. */
export const uncertainPause = 60_000

/**
 * Marks an account as `reconnect_required`. Does nothing if the user has reconnected
 * it since `grant` was read, because the new grant may be valid.
 */
export async function markReconnectRequired(grant: Grant, reason: ReconnectReason): Promise<void> {
  const marked = await useDatabase().transaction(async (tx) => {
    await tx.insert(connection).values({ id: grant.id, updatedAt: new Date() }).onConflictDoNothing()
    await lock(tx, grant.id)
    return await hasSecret(tx, grant, 'accessToken') && setReason(tx, grant.id, reason)
  })
  if (marked) await callReconnectHook(grant)
}

/**
 * Stores that the platform refused to renew a token.
 *
 * @returns `reconnect_required`; `uncertain` if an earlier renewal with the same token
 * has no known result, because its process may still store a newer token;
 * `superseded` if the account has other tokens since `grant` was read
 */
export async function recordRefusal(grant: Grant, lease: Lease, reason: ReconnectReason): Promise<'reconnect_required' | 'uncertain' | 'superseded'> {
  const { result, isMarked } = await useDatabase().transaction(async (tx) => {
    const state = await lock(tx, grant.id)
    const isHolder = state?.leaseHolder === lease.holder
    const update = (values: Partial<typeof connection.$inferInsert>) => tx.update(connection).set(values).where(eq(connection.id, grant.id))
    if (!await hasSecret(tx, grant, renewalColumn(grant))) {
      if (isHolder) await update(settled)
      return { result: 'superseded', isMarked: false } as const
    }
    const now = Date.now()
    const since = state?.uncertainSince ?? new Date(now)
    const isCertain = isHolder && !lease.isRepeat
    if (!isCertain && now - since.getTime() < uncertainFor) {
      const pause = Math.max(now - since.getTime(), uncertainPause)
      await update({ ...isHolder && released, uncertainSince: since, refreshFailedAt: new Date(now), refreshNotBefore: new Date(now + pause) })
      return { result: 'uncertain', isMarked: false } as const
    }
    if (isHolder) await update(settled)
    return { result: 'reconnect_required', isMarked: await setReason(tx, grant.id, isCertain ? reason : 'renewal_lost') } as const
  })
  if (isMarked) await callReconnectHook(grant)
  return result
}

/** Locks the row until the end of the transaction, so that it cannot miss tokens that another process stores meanwhile. */
async function lock(tx: Queries, id: string) {
  const [state] = await tx.update(connection).set({ id }).where(eq(connection.id, id)).returning({ leaseHolder: connection.leaseHolder, uncertainSince: connection.uncertainSince })
  return state
}

/** Whether the account still has the secret that was read. */
async function hasSecret(tx: Queries, grant: Grant, column: 'accessToken' | 'refreshToken'): Promise<boolean> {
  const [now] = await tx.select({ secret: account[column] }).from(account).where(eq(account.id, grant.id))
  return now !== undefined && isSameSecret(now.secret, grant[column])
}

/** Sets the reason, unless another call has set one: only the first one calls the app's hook. */
async function setReason(tx: Queries, id: string, reason: ReconnectReason): Promise<boolean> {
  const marked = await tx
    .update(connection)
    .set({ reconnectReason: reason, reconnectSince: new Date(), uncertainSince: null })
    .where(and(eq(connection.id, id), isNull(connection.reconnectReason)))
    .returning({ id: connection.id })
  return marked.length > 0
}

async function callReconnectHook({ id, userId, providerId }: Grant): Promise<void> {
  const platform = platformOfProvider(providerId)
  if (platform) await callAccountHook('reconnect_required', { userId, platform, accountId: id })
}
