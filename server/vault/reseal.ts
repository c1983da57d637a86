import { and, asc, count, eq, gt, inArray, isNotNull, or } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { account, useDatabase } from '../database'
import { resealClients } from './clients'
import { isSealedNow, open, seal } from './seal'

/** Number of rows per transaction. It is small, so that transactions do not block a running server. */
const batchSize = 200

const secretColumns = ['accessToken', 'refreshToken', 'idToken'] as const
const hasSecret = or(...secretColumns.map(column => isNotNull(account[column])))

export interface ResealProgress {
  total: number
  done: number
  /** Number of rows with secrets that were encrypted with an older version or not at all, and are now encrypted with the current one. */
  resealed: number
  /** Ids of rows with a secret that cannot be decrypted, because its version is not configured. Other secrets of these rows are resealed. */
  unreadable: string[]
}

/**
 * Encrypts all stored secrets again, with the current secret version. It skips
 * secrets that already have the current version, so it can be interrupted and run
 * again. It updates a row only if its secrets have not changed since they were read,
 * so that it does not overwrite a token that the server has renewed.
 *
 * @param options.dryRun counts what would be resealed, and writes nothing
 */
export async function resealAll(report: (progress: ResealProgress) => void, { dryRun = false } = {}): Promise<ResealProgress> {
  if (!dryRun) await resealClients()
  const [rows] = await useDatabase().select({ total: count() }).from(account).where(hasSecret)
  const progress: ResealProgress = { total: rows!.total, done: 0, resealed: 0, unreadable: [] }

  for (let last = ''; ;) {
    const batch = await rowsWithSecrets(gt(account.id, last))
    if (batch.length === 0) return progress
    last = batch.at(-1)!.id
    await resealBatch(batch, progress, dryRun)
    progress.done += batch.length
    report(progress)
  }
}

type Row = Record<'id', string> & Record<(typeof secretColumns)[number], string | null>

function rowsWithSecrets(which: SQL): Promise<Row[]> {
  return useDatabase()
    .select({ id: account.id, accessToken: account.accessToken, refreshToken: account.refreshToken, idToken: account.idToken })
    .from(account)
    .where(and(hasSecret, which))
    .orderBy(asc(account.id))
    .limit(batchSize)
}

async function resealBatch(batch: Row[], progress: ResealProgress, dryRun: boolean): Promise<void> {
  const changes: { row: Row, sealed: Partial<Row>, isReadable: boolean }[] = []
  for (const row of batch) {
    const sealed: Partial<Row> = {}
    let isReadable = true
    for (const column of secretColumns) {
      const stored = row[column]
      if (stored === null || isSealedNow(stored)) continue
      const secret = await open(stored).catch(() => undefined)
      if (secret === undefined) isReadable = false
      else sealed[column] = await seal(secret)
    }
    if (!isReadable && !progress.unreadable.includes(row.id)) progress.unreadable.push(row.id)
    if (Object.keys(sealed).length > 0) changes.push({ row, sealed, isReadable })
  }
  if (changes.length === 0) return
  const missed: string[] = []
  if (!dryRun) await useDatabase().transaction(async (tx) => {
    for (const { row, sealed } of changes) {
      const unchanged = secretColumns.filter(column => column in sealed).map(column => eq(account[column], row[column]!))
      const written = await tx.update(account).set(sealed).where(and(eq(account.id, row.id), ...unchanged)).returning({ id: account.id })
      if (written.length === 0) missed.push(row.id)
    }
  })
  progress.resealed += changes.filter(({ row, isReadable }) => isReadable && !missed.includes(row.id)).length
  // The server has changed these rows. An instance with an older configuration may have used an older version.
  if (missed.length > 0) await resealBatch(await rowsWithSecrets(inArray(account.id, missed)), progress, dryRun)
}
