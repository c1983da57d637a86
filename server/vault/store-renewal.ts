import { log, logError } from '../log'
import type { Adopted } from './journal'
import { releaseLeasesOf } from './lease'
import { applyRenewal } from './renewal'
import type { Renewal } from './renewal'
import { renewalJournal } from './renewal-journal'
import { withTimeout } from './with-timeout'

/** Milliseconds that callers wait until a new token is in the database. After that, they get it from the journal. */
const callersWait = 2_000
/** Milliseconds until an attempt to write to the database counts as failed. */
const writeTimeout = 10_000
/** Milliseconds between attempts: doubled after each one, up to the maximum. */
const firstRetry = 250
const maxRetry = 5_000

/** Renewals that are not in the database yet, the next one to try first. */
const unstored = new Map<string, Renewal>()
/** Processes that have ended and whose renewals are in this journal. Their leases are released after these are stored. */
const endedProcesses = new Set<string>()
let isRetrying = false

/**
 * Stores the result of a renewal. It may be the only copy of the new tokens, so it is
 * in the journal before anything else happens with it. Then it is written to the
 * database. A failed write is retried until it succeeds, also by the next process.
 *
 * @returns resolves once the tokens are in the database, or after two seconds
 */
export async function storeRenewal(renewal: Renewal): Promise<void> {
  try {
    renewalJournal()?.append(renewal.holder, renewal)
  }
  catch (error) {
    logError('Writing a renewed token to the journal failed. It is lost if the server stops before the database accepts it.', error)
  }
  unstored.set(renewal.holder, renewal)
  const written = write(renewal).catch((error: unknown) => {
    logError('Storing a renewed token in the database failed. It is retried until it succeeds.', error)
    void retry()
  })
  await withTimeout(written, callersWait, () => {})
}

/** Returns the result of a renewal of this account that is not in the database yet. */
export function unstoredRenewal(accountId: string): Renewal | undefined {
  return [...unstored.values()].find(({ id }) => id === accountId)
}

/**
 * Stores the renewals that processes of this machine left in their journals when they
 * ended, and releases their leases.
 *
 * @returns whether there were such processes. Their renewals may still be on the way to the database.
 */
export async function adoptRenewals(): Promise<boolean> {
  const adopted = adopt()
  for (const { processId, isCertain, records } of adopted) {
    for (const renewal of records) unstored.set(renewal.holder, renewal)
    if (isCertain) endedProcesses.add(processId)
    if (records.length > 0) log.info(`A process ended before it stored ${records.length} renewed tokens. They are stored now.`)
  }
  if (adopted.length > 0) await withTimeout(retry(), callersWait, () => {})
  return adopted.length > 0
}

function adopt(): Adopted<Renewal>[] {
  try {
    return renewalJournal()?.adopt() ?? []
  }
  catch (error) {
    logError('Reading the journals of processes that ended failed. It is tried again when an account needs it.', error)
    return []
  }
}

/** Writes a renewal to the database and removes it from the journal. */
async function write(renewal: Renewal): Promise<void> {
  await withTimeout(applyRenewal(renewal), writeTimeout, () => {
    throw new Error('The database did not respond.')
  })
  unstored.delete(renewal.holder)
  renewalJournal()?.remove(renewal.holder)
}

/** Retries writes to the database until all have succeeded. */
async function retry(): Promise<void> {
  if (isRetrying) return
  isRetrying = true
  for (let pause = firstRetry; unstored.size + endedProcesses.size > 0; pause = Math.min(2 * pause, maxRetry)) {
    await writeAll().catch(() => new Promise(resolve => setTimeout(resolve, pause).unref()))
  }
  isRetrying = false
}

async function writeAll(): Promise<void> {
  for (const renewal of unstored.values()) {
    await write(renewal).catch((error: unknown) => {
      // Moves it to the end, so that one which always fails does not block the others.
      if (unstored.delete(renewal.holder)) unstored.set(renewal.holder, renewal)
      throw error
    })
  }
  for (const ended of endedProcesses) {
    await releaseLeasesOf(ended)
    endedProcesses.delete(ended)
  }
}
