import { and, asc, count, eq, gt, inArray, isNotNull, or } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { account, useDatabase } from '../database'
import { isSealedNow, open, seal } from './seal'

/** Rows read and written at a time: short transactions, beside a server at work. */
const batchSize = 200

const secretColumns = ['accessToken', 'refreshToken', 'idToken'] as const
const hasSecret = or(...secretColumns.map(column => isNotNull(account[column])))

export interface ResealProgress {
  total: number
  done: number
  /** Rows that had a secret under an older version or in clear, and have it under the current one now. */
  resealed: number
  /** Ids of rows with a secret that does not open: the version it was sealed under is not configured. Their other secrets are resealed. */
  unreadable: string[]
}

/**
 * Seals every secret at rest under the current version. What is already there is
 * left alone, so that it may be interrupted at any point and run again; and a row
 * is written only where it still holds what was read, so that a token which the
 * server renews meanwhile is never put back.
 */
export async function resealAll(report: (progress: ResealProgress) => void): Promise<ResealProgress> {
  const [rows] = await useDatabase().select({ total: count() }).from(account).where(hasSecret)
  const progress: ResealProgress = { total: rows!.total, done: 0, resealed: 0, unreadable: [] }

  for (let last = ''; ;) {
    const batch = await rowsWithSecrets(gt(account.id, last))
    if (batch.length === 0) return progress
    last = batch.at(-1)!.id
    await resealBatch(batch, progress)
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

async function resealBatch(batch: Row[], progress: ResealProgress): Promise<void> {
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
  await useDatabase().transaction(async (tx) => {
    for (const { row, sealed } of changes) {
      const unchanged = secretColumns.filter(column => column in sealed).map(column => eq(account[column], row[column]!))
      const written = await tx.update(account).set(sealed).where(and(eq(account.id, row.id), ...unchanged)).returning({ id: account.id })
      if (written.length === 0) missed.push(row.id)
    }
  })
  progress.resealed += changes.filter(({ row, isReadable }) => isReadable && !missed.includes(row.id)).length
  // Written by the server meanwhile, perhaps by one that does not know the current version yet.
  if (missed.length > 0) await resealBatch(await rowsWithSecrets(inArray(account.id, missed)), progress)
}
