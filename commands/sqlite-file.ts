import { statSync } from 'node:fs'
import { join, parse } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'

export interface SqliteContent {
  bytes: number
  /** Rows by table, without the tables of SQLite and the records of migrations. */
  rows: ReadonlyMap<string, number>
}

/**
 * Reads a SQLite file from end to end.
 *
 * @throws Error when it is damaged, or when it is not a database of this package
 * @see https://www.sqlite.org/pragma.html#pragma_integrity_check
 */
export function checkSqliteFile(path: string): SqliteContent {
  const file = new BetterSqlite3(path, { readonly: true, fileMustExist: true })
  try {
    const problem = file.pragma('integrity_check(1)', { simple: true }) as string
    if (problem !== 'ok') throw new Error(problem)
    const tables = file.prepare(`select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\' and name not like '\\_\\_%' escape '\\' order by name`).pluck().all() as string[]
    if (!tables.includes('user') || !tables.includes('account')) throw new Error('It has no tables `user` and `account`')
    const rows = tables.map(table => [table, file.prepare(`select count(*) from "${table.replaceAll('"', '""')}"`).pluck().get() as number] as const)
    return { bytes: statSync(path).size, rows: new Map(rows) }
  }
  catch (cause) {
    throw new Error(`${path} is not a usable database: ${(cause as Error).message}.`, { cause })
  }
  finally {
    file.close()
  }
}

/** Such as `1.2 MB, 10 rows: account 4, user 6`. */
export function describeContent({ bytes, rows }: SqliteContent): string {
  const total = [...rows.values()].reduce((sum, count) => sum + count, 0)
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
  return `${size}, ${total} rows: ${[...rows].filter(([, count]) => count > 0).map(([table, count]) => `${table} ${count}`).join(', ')}`
}

/** A file beside the database: `auth-backup-20261125T093000123Z.db` for `auth.db`. */
export function besideDatabase(path: string, what: 'backup' | 'replaced'): string {
  const { dir, name, ext } = parse(path)
  return join(dir, `${name}-${what}-${timestamp()}${ext}`)
}

/** The time without characters that a file system or a shell treats specially. */
export function timestamp(): string {
  return new Date().toISOString().replace(/[-:.]/g, '')
}
