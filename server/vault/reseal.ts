import { and, asc, count, eq, gt, isNotNull, or } from 'drizzle-orm'
import { account, useDatabase } from '../database'
import { isSealedNow, open, seal } from './seal'

/** Rows read and written at a time: short transactions, beside a server at work. */
const batchSize = 200

const secretColumns = ['accessToken', 'refreshToken', 'idToken'] as const

export interface ResealProgress {
  total: number
  done: number
  /** Rows that had a secret under an older version or in clear, and have it under the current one now. */
  resealed: number
  /** Ids of rows with a secret that does not open: the version it was sealed under is not configured. */
  unreadable: string[]
}

/**
 * Seals every secret at rest under the current version. What is already there is
 * left alone, so that it may be interrupted at any point and run again; and a row
 * is written only where it still holds what was read, so that a token which the
 * server renews meanwhile is never put back.
 */
export async function resealAll(report: (progress: ResealProgress) => void): Promise<ResealProgress> {
  const hasSecret = or(...secretColumns.map(column => isNotNull(account[column])))
  const [rows] = await useDatabase().select({ total: count() }).from(account).where(hasSecret)
  const progress: ResealProgress = { total: rows!.total, done: 0, resealed: 0, unreadable: [] }

  for (let last = ''; ;) {
    const batch = await useDatabase()
      .select({ id: account.id, accessToken: account.accessToken, refreshToken: account.refreshToken, idToken: account.idToken })
      .from(account)
      .where(and(hasSecret, gt(account.id, last)))
      .orderBy(asc(account.id))
      .limit(batchSize)
    if (batch.length === 0) return progress
    last = batch.at(-1)!.id
    await resealBatch(batch, progress)
    progress.done += batch.length
    report(progress)
  }
}

type Row = Record<'id', string> & Record<(typeof secretColumns)[number], string | null>

async function resealBatch(batch: Row[], progress: ResealProgress): Promise<void> {
  const changes: { row: Row, sealed: Partial<Row> }[] = []
  for (const row of batch) {
    try {
      const sealed: Partial<Row> = {}
      for (const column of secretColumns) {
        const stored = row[column]
        if (stored !== null && !isSealedNow(stored)) sealed[column] = await seal(await open(stored))
      }
      if (Object.keys(sealed).length > 0) changes.push({ row, sealed })
    }
    catch {
      progress.unreadable.push(row.id)
    }
  }
  if (changes.length === 0) return
  await useDatabase().transaction(async (tx) => {
    for (const { row, sealed } of changes) {
      const unchanged = secretColumns.filter(column => column in sealed).map(column => eq(account[column], row[column]!))
      await tx.update(account).set(sealed).where(and(eq(account.id, row.id), ...unchanged))
    }
  })
  progress.resealed += changes.length
}
