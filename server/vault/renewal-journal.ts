import { createHash } from 'node:crypto'
import { dirname, join, relative } from 'node:path'
import { describeDatabase } from '../database'
import { dialect, sqlitePath } from '../database/dialect'
import { isServerless } from '../database/postgres-url'
import { log, logError } from '../log'
import { setting } from '../settings'
import { openJournal } from './journal'
import type { Journal } from './journal'
import type { Renewal } from './renewal'
import { sealRecord } from './seal-record'

let journal: Journal<Renewal> | 'off' | undefined

/** Returns the journal of this process, opened on first use. Undefined if there is none, which is logged once. */
export function renewalJournal(): Journal<Renewal> | undefined {
  journal ??= open()
  return journal === 'off' ? undefined : journal
}

/** Closes the journal when the server stops. */
export function closeRenewalJournal(): void {
  if (journal !== 'off') journal?.close()
  journal = undefined
}

function open(): Journal<Renewal> | 'off' {
  const folder = journalFolder()
  if (!folder) {
    log.warn('There is no journal of renewed tokens (RENEWAL_JOURNAL). If this server stops while the database is unavailable, users of some platforms have to reconnect.')
    return 'off'
  }
  try {
    const opened = openJournal<Renewal>(folder, databaseKey(folder))
    // The first use of a cipher takes milliseconds. If the process is killed in this time, a renewed token is lost.
    sealRecord({})
    return opened
  }
  catch (error) {
    logError(`The folder ${folder} is not writable, so there is no journal of renewed tokens. If this server stops while the database is unavailable, users of some platforms have to reconnect. Set RENEWAL_JOURNAL to a folder that is.`, error)
    return 'off'
  }
}

/** The folder of the journal: beside the SQLite file, or in the working directory. Serverless hosts have no disk that outlives the process. */
function journalFolder(): string | undefined {
  const chosen = setting('RENEWAL_JOURNAL')
  if (chosen) return chosen === 'off' ? undefined : chosen
  if (isServerless()) return undefined
  return join(dialect() === 'sqlite' ? dirname(sqlitePath()) : '.', '.data/connect-renewals')
}

/** Identifies the database, so that servers with different databases can share a folder. */
function databaseKey(folder: string): string {
  const address = dialect() === 'sqlite' ? relative(folder, sqlitePath()) : describeDatabase()
  return createHash('sha256').update(address).digest('hex').slice(0, 12)
}
