import { randomUUID } from 'node:crypto'
import { closeSync, fstatSync, fsyncSync, ftruncateSync, futimesSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { logError } from '../log'
import { openRecord, sealRecord } from './seal-record'

/** Identifies this process in leases and in the names of journal files. */
export const processId = randomUUID()

/** Milliseconds between updates of a file's time, by which other hosts see that its process runs. */
const touchEvery = 60_000
/** Milliseconds without such an update after which a process of another host counts as ended. */
const endedAfter = 5 * 60_000
/** A larger file is written again, with only those records that are still needed. In bytes. */
const compactAbove = 1_048_576

/** A file of a process that has ended. */
export interface Adopted<T> {
  processId: string
  /** Whether the process certainly has ended: it ran on this host. */
  isCertain: boolean
  records: T[]
}

/** Sealed records of one process in a file, each of which survives a crash once `append` returns. */
export interface Journal<T> {
  append(id: string, record: T): void
  /** Removes a record. The file is empty after the last one. */
  remove(id: string): void
  /** Takes over the files of processes that have ended. The records are in this journal then. */
  adopt(): Adopted<T>[]
  /** Closes the file, and deletes it if it is empty. */
  close(): void
}

/**
 * Opens the journal of this process: one file per process, so that processes which
 * share a folder do not have to wait for each other.
 *
 * @param folder created if it does not exist
 * @param owner identifies the database that the records are for. Files of other databases are left alone.
 * @throws Error when the folder is not writable
 */
export function openJournal<T extends { holder: string }>(folder: string, owner: string): Journal<T> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, fileName(owner, processId))
  /** The lines in the file that are still needed. */
  const lines = new Map<string, string>()
  let file = openSync(path, 'a', 0o600)
  syncFolder(folder)
  const touching = setInterval(() => futimesSync(file, new Date(), new Date()), touchEvery)
  touching.unref()

  function append(id: string, record: T): void {
    const line = sealRecord(record)
    // Leading line breaks separate a record from one that was written incompletely.
    write(file, `\n${line}\n`)
    lines.set(id, line)
  }

  function remove(id: string): void {
    lines.delete(id)
    if (lines.size === 0) ftruncateSync(file, 0)
    else if (fstatSync(file).size > compactAbove) compact()
  }

  function compact(): void {
    const next = openSync(`${path}.new`, 'a', 0o600)
    ftruncateSync(next, 0)
    write(next, [...lines.values()].map(line => `\n${line}\n`).join(''))
    renameSync(`${path}.new`, path)
    closeSync(file)
    file = next
  }

  function adopt(): Adopted<T>[] {
    const adopted: Adopted<T>[] = []
    for (const name of readdirSync(folder)) {
      const other = parseName(name)
      if (other?.owner !== owner || other.processId === processId) continue
      const ending = endOf(other, join(folder, name))
      if (ending === 'running') continue
      // Of several processes that try, one succeeds with the rename. If it ends before the file is deleted, the new name is that of a process that has ended.
      const claimed = join(folder, fileName(owner, other.processId))
      try {
        renameSync(join(folder, name), claimed)
      }
      catch {
        continue
      }
      const records = tryRead<T>(claimed)
      if (!records) continue
      for (const record of records) append(record.holder, record)
      rmSync(claimed)
      adopted.push({ processId: other.processId, isCertain: ending === 'certain', records })
    }
    return adopted
  }

  return {
    append,
    remove,
    adopt,
    close() {
      clearInterval(touching)
      closeSync(file)
      if (lines.size === 0) rmSync(path, { force: true })
    },
  }
}

function write(file: number, text: string): void {
  const bytes = Buffer.from(text)
  if (writeSync(file, bytes) < bytes.length) throw new Error('The disk is full: a record was written incompletely.')
  fsyncSync(file)
}

/** Makes the entry of a new file survive a power failure. Windows cannot sync folders. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const entry = openSync(folder, 'r')
  fsyncSync(entry)
  closeSync(entry)
}

/** Reads the complete records of a file. A record that was written incompletely, because the process ended, is left out. */
function readRecords<T>(path: string): T[] {
  return readFileSync(path, 'utf8').split('\n').map(line => openRecord(line) as T | undefined).filter(record => record !== undefined)
}

/** Reads a file. Returns undefined if a secret is missing: the file is read again later. */
function tryRead<T>(path: string): T[] | undefined {
  try {
    return readRecords(path)
  }
  catch (error) {
    logError(`${path} cannot be read. It stays there.`, error)
  }
}

interface FileOwner { owner: string, host: string, pid: number, processId: string }

function fileName(owner: string, id: string): string {
  return [owner, encodeURIComponent(hostname()), process.pid, `${id}.journal`].join('~')
}

function parseName(name: string): FileOwner | undefined {
  const [owner, host, pid, id] = name.split('~')
  return owner && host && pid && id?.endsWith('.journal') ? { owner, host, pid: Number(pid), processId: id.slice(0, -'.journal'.length) } : undefined
}

/** Whether the process of a file runs, has certainly ended, or has probably ended. */
function endOf({ host, pid }: FileOwner, path: string): 'running' | 'certain' | 'probable' {
  // A container starts its server with the same process id each time.
  if (host === encodeURIComponent(hostname()) && (pid === process.pid || !isRunning(pid))) return 'certain'
  const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return Date.now() - touched > endedAfter ? 'probable' : 'running'
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  }
  catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
