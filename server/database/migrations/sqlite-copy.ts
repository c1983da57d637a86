import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { MigrationError } from './error'

/** How many copies of a file are kept. */
const keptCopies = 3

export interface SqliteCopy {
  path: string
  remove(): void
}

/**
 * Copies a SQLite file to `<file>.before-<migration>-<time>`.
 *
 * @throws MigrationError when the copy cannot be written, for example on a full disk
 */
export function copySqliteFile(path: string, migration: string): SqliteCopy {
  const copy = `${path}.before-${migration}-${new Date().toISOString().replace(/[-:.]/g, '')}`
  try {
    writeSqliteCopy(path, copy, `${path}.copying`)
  }
  catch (cause) {
    throw new MigrationError(`The database was not migrated, because its copy ${copy} could not be written: ${(cause as Error).message}. Nothing was changed. Free disk space or make the folder writable, and run the migration again.`, { cause })
  }
  return { path: copy, remove: () => rmSync(copy, { force: true }) }
}

/**
 * Copies a SQLite file while others use it. The copy is readable by its owner only,
 * since it holds what the database holds. Reads through a connection of its own:
 * `VACUUM` does not run in a transaction.
 *
 * @param unfinished the name of the copy until it is complete: under `copy` stands a whole copy or nothing, also after a crash
 * @throws the error of SQLite or of the file system
 * @see https://www.sqlite.org/lang_vacuum.html#vacuuminto
 */
export function writeSqliteCopy(path: string, copy: string, unfinished = `${copy}.copying`): void {
  // Not read-only: the last connection that closes then removes the files of the log. Another user's would keep a server out.
  const source = new BetterSqlite3(path, { fileMustExist: true })
  try {
    rmSync(unfinished, { force: true, recursive: true })
    // SQLite writes into an empty file that exists, and keeps its mode.
    writeFileSync(unfinished, '', { mode: 0o600, flag: 'wx' })
    source.prepare('VACUUM INTO ?').run(unfinished)
    writeToDisk(unfinished)
    renameSync(unfinished, copy)
  }
  catch (error) {
    rmSync(unfinished, { force: true, recursive: true })
    throw error
  }
  finally {
    source.close()
  }
}

/** Removes all copies of a file but the newest three. */
export function removeOldCopies(path: string): void {
  const folder = dirname(path)
  const prefix = `${basename(path)}.before-`
  const timeOf = (name: string) => /-(\d{8}T\d{9}Z)$/.exec(name)?.[1]
  const copies = readdirSync(folder)
    .filter(name => name.startsWith(prefix) && timeOf(name))
    .sort((one, other) => timeOf(other)!.localeCompare(timeOf(one)!))
  for (const name of copies.slice(keptCopies)) rmSync(join(folder, name), { force: true })
}

function writeToDisk(path: string): void {
  const descriptor = openSync(path, 'r+')
  try {
    fsyncSync(descriptor)
  }
  finally {
    closeSync(descriptor)
  }
}
