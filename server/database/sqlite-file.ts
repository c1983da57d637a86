import { statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type BetterSqlite3 from 'better-sqlite3'
import { withinRequest } from './request-scope'
import { DatabaseUnavailable, faultOf } from './unavailable'
import type { DatabaseFault } from './unavailable'

/** Milliseconds between attempts to get a lock that another process holds. */
const retryEvery = 20

/** Faults that stay until the server is restarted: more writes could make the damage worse, or would be lost. */
const permanent: readonly (DatabaseFault | undefined)[] = ['corrupt', 'file_replaced']

/** Guards an open file: it knows why the file cannot be used, and refuses writes that would be lost. */
export interface SqliteGuard {
  /** Runs a synchronous statement, and remembers the fault of the file that it reveals. */
  run<T>(statement: () => T): T
  /** Runs a synchronous write. @throws DatabaseUnavailable if it would not be stored for good */
  write<T>(statement: () => T): T
  /** @throws DatabaseUnavailable if writes are refused */
  checkWritable(): void
  /** Returns why the file cannot be used. After a failed write it tries another one, to find out whether the cause is gone. */
  probe(): DatabaseFault | undefined
}

export function guardSqliteFile(file: BetterSqlite3.Database): SqliteGuard {
  let fault: DatabaseFault | undefined
  // The write-ahead log exists from the first read on.
  file.prepare('select count(*) from sqlite_master').get()
  const parts = file.memory ? [] : [file.name, `${file.name}-wal`]
  const opened = parts.map(inodeOf)

  function checkWritable(): void {
    if (parts.some((path, index) => opened[index] !== undefined && inodeOf(path) !== opened[index])) fault = 'file_replaced'
    if (fault && permanent.includes(fault)) throw new DatabaseUnavailable(fault)
  }

  function run<T>(statement: () => T): T {
    try {
      return statement()
    }
    catch (error) {
      const found = faultOf(error)
      if (found && found !== 'locked' && !permanent.includes(fault)) fault = found
      throw error
    }
  }

  function write<T>(statement: () => T): T {
    checkWritable()
    const result = run(statement)
    // Again, before the write is acknowledged.
    checkWritable()
    fault = undefined
    return result
  }

  return {
    run,
    write,
    checkWritable,
    probe() {
      try {
        checkWritable()
        run(() => file.prepare('select count(*) from sqlite_master').get())
        if (fault && !file.inTransaction) {
          const version = run(() => file.pragma('user_version', { simple: true }) as number)
          write(() => file.pragma(`user_version = ${version}`))
        }
        return fault
      }
      catch (error) {
        return fault ?? faultOf(error)
      }
    },
  }
}

/**
 * Retries an attempt that finds the file locked by another process. The event loop is
 * free between attempts.
 *
 * @param timeout milliseconds, shortened to what the request has left
 * @throws the error of the last attempt
 */
export async function retryWhileLocked<T>(attempt: () => Promise<T>, timeout: number): Promise<T> {
  const deadline = Date.now() + withinRequest(timeout)
  for (;;) {
    try {
      return await attempt()
    }
    catch (error) {
      if (faultOf(error) !== 'locked' || Date.now() >= deadline) throw error
      await wait(retryEvery)
    }
  }
}

/** Undefined if there is no such file. */
function inodeOf(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino
}
