import { setTimeout as wait } from 'node:timers/promises'
import type BetterSqlite3 from 'better-sqlite3'
import { openSqliteFile } from '../sqlite'
import { MigrationError } from './error'
import { changesTables } from './plan'
import type { History } from './plan'
import { runSteps } from './run'
import type { MigrationTransaction } from './run'
import { copySqliteFile, removeOldCopies } from './sqlite-copy'
import type { Migrator } from './index'

/** Milliseconds to wait for another process that migrates the same file. */
const lockTimeout = 60_000

export function sqliteMigrator(path: string): Migrator {
  const file = openSqliteFile(path)
  return {
    history: async () => readHistory(file),
    async migrate(plan, log) {
      // Inside a transaction this pragma does nothing: dropping a table would then delete the rows that refer to it.
      file.pragma('foreign_keys = OFF')
      try {
        await lock(file)
        const steps = plan(readHistory(file))
        // The lock keeps other writers out, so the copy is the database as it is now.
        const first = steps.find(changesTables)
        const copy = first && tablesOf(file).length > 0 ? copySqliteFile(path, first.migration.name) : undefined
        if (copy) log(`Copied the database to ${copy.path} before the migration.`)
        try {
          createJournal(file)
          const violations = foreignKeyViolations(file)
          await runSteps(transactionOn(file), steps)
          refuseNewViolations(violations, foreignKeyViolations(file))
          file.exec('COMMIT')
        }
        catch (error) {
          rollBack(file)
          // The database is what it was. A server that tries again must not fill the disk with copies.
          copy?.remove()
          throw error
        }
        if (copy) removeOldCopies(path)
        return steps
      }
      finally {
        rollBack(file)
        file.pragma('foreign_keys = ON')
      }
    },
    async close() {
      file.close()
    },
  }
}

/** Takes the write lock. Waits without blocking the event loop, since another process may take long. */
async function lock(file: BetterSqlite3.Database): Promise<void> {
  const busyTimeout = file.pragma('busy_timeout', { simple: true }) as number
  const deadline = Date.now() + lockTimeout
  file.pragma('busy_timeout = 0')
  try {
    for (;;) {
      try {
        file.exec('BEGIN IMMEDIATE')
        return
      }
      catch (cause) {
        if (!String((cause as { code?: string }).code).startsWith('SQLITE_BUSY')) throw cause
        if (Date.now() > deadline) throw new MigrationError(`Another process has been writing to ${file.name} for ${lockTimeout / 1000} seconds. Nothing was changed. Stop that process, and run the migration again.`, { cause })
        await wait(50)
      }
    }
  }
  finally {
    file.pragma(`busy_timeout = ${busyTimeout}`)
  }
}

/** SQLite ends a transaction by itself after some errors, such as a full disk. */
function rollBack(file: BetterSqlite3.Database): void {
  if (file.inTransaction) file.exec('ROLLBACK')
}

function readHistory(file: BetterSqlite3.Database): History {
  const tables = file.prepare(`select name from sqlite_master where type = 'table'`).pluck().all()
  const rows = (table: string, columns: string) => tables.includes(table) ? file.prepare(`select ${columns} from ${table}`).raw().all() : []
  return {
    journal: new Map(rows('__connect_migrations', 'name, hash') as [string, string][]),
    drizzle: (rows('__drizzle_migrations', 'hash, created_at') as [string, number][]).map(([hash, when]) => ({ hash, when: Number(when) })),
  }
}

function createJournal(file: BetterSqlite3.Database): void {
  file.exec('create table if not exists __connect_migrations (name text primary key not null, hash text not null, "appliedAt" integer not null)')
}

function transactionOn(file: BetterSqlite3.Database): MigrationTransaction {
  return {
    async execute(sql) {
      file.exec(sql)
    },
    async countRows() {
      return new Map(tablesOf(file).map(table => [table, file.prepare(`select count(*) from ${quoted(table)}`).pluck().get() as number]))
    },
    async columnsOf(table) {
      return file.prepare('select name from pragma_table_info(?)').pluck().all(table) as string[]
    },
    async record(name, hash) {
      file.prepare('insert or replace into __connect_migrations (name, hash, "appliedAt") values (?, ?, ?)').run(name, hash, Date.now())
    },
  }
}

/** Tables of Better Auth, ours and the app's, without virtual tables and journals. */
function tablesOf(file: BetterSqlite3.Database): string[] {
  return file.prepare(`select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\' and name not in ('__connect_migrations', '__drizzle_migrations')`).pluck().all() as string[]
}

/** Broken references, counted by table and the table they refer to. */
function foreignKeyViolations(file: BetterSqlite3.Database): Map<string, number> {
  const violations = new Map<string, number>()
  const count = (description: string) => violations.set(description, (violations.get(description) ?? 0) + 1)
  for (const table of tablesOf(file)) {
    try {
      for (const { parent } of file.pragma(`foreign_key_check(${quoted(table)})`) as { parent: string }[]) count(`of "${table}" that refer to missing rows of "${parent}"`)
    }
    catch (error) {
      // A foreign key without a unique index on the other side.
      count(`of "${table}" that cannot be checked (${(error as Error).message})`)
    }
  }
  return violations
}

function refuseNewViolations(before: Map<string, number>, after: Map<string, number>): void {
  for (const [description, rows] of after) {
    const added = rows - (before.get(description) ?? 0)
    if (added <= 0) continue
    throw new MigrationError(`The migrations would leave ${added} ${added === 1 ? 'row' : 'rows'} ${description}. They were rolled back, and nothing was changed. Correct the migration so that every reference has its row, and run it again.`)
  }
}

function quoted(table: string): string {
  return `"${table.replaceAll('"', '""')}"`
}
