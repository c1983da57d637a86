import { closeSync, existsSync, openSync, readSync, renameSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'
import { output } from './output'

/**
 * Moves `path` to `replaced`, and `prepared` to `path`. The log of the old file goes
 * with it, because SQLite would apply it to the new one.
 *
 * @throws Error when another process has the file open; nothing is then changed
 */
export function replaceSqliteFile(path: string, prepared: string, replaced: string): void {
  const lock = existsSync(path) ? lockFile(path) : undefined
  try {
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, replaced + suffix)
    renameSync(prepared, path)
  }
  finally {
    lock?.close()
  }
}

/**
 * Locks the database, and writes its log into it. SQLite only allows this when no
 * other process has the file open.
 *
 * @see https://www.sqlite.org/wal.html#activating_and_configuring_wal_mode
 */
function lockFile(path: string): BetterSqlite3.Database | undefined {
  // SQLite removes the log of a file that it does not recognize.
  if (!isSqliteFile(path)) return warnOfDamage(path, 'it is not a SQLite file')
  const file = new BetterSqlite3(path, { timeout: 1000 })
  try {
    file.pragma('journal_mode = DELETE')
    file.exec('BEGIN EXCLUSIVE')
    return file
  }
  catch (error) {
    file.close()
    const { code, message } = error as { code?: string, message: string }
    if (code?.startsWith('SQLITE_BUSY')) throw new Error(`Another process has ${path} open. Nothing was changed. Stop all servers that use it, and run this again.`, { cause: error })
    if (!/^SQLITE_(?:CORRUPT|NOTADB|IOERR)/.test(code ?? '')) throw error
    return warnOfDamage(path, message)
  }
}

/** Damage may be the reason for restoring. */
function warnOfDamage(path: string, what: string): undefined {
  output.warn(`${path} is damaged (${what}), so this command cannot see whether a server has it open.`)
}

/** Whether the file starts as the file format demands. @see https://www.sqlite.org/fileformat.html#magic_header_string */
function isSqliteFile(path: string): boolean {
  const start = Buffer.alloc(16)
  const descriptor = openSync(path, 'r')
  readSync(descriptor, start)
  closeSync(descriptor)
  return start.toString('latin1') === 'SQLite format 3\0'
}
