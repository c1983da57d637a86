import { MigrationError } from './error'
import type { Migration } from './files'
import { changesTables } from './plan'
import type { Step } from './plan'

/** A transaction on the database that is migrated. */
export interface MigrationTransaction {
  execute(sql: string): Promise<void>
  /** Rows by table, for every table that a migration can change. */
  countRows(): Promise<Map<string, number>>
  columnsOf(table: string): Promise<string[]>
  /** Writes a migration into `__connect_migrations`. */
  record(name: string, hash: string): Promise<void>
}

/**
 * Runs the steps in the transaction it is given. After each one it compares the
 * number of rows of every table.
 *
 * @throws MigrationError when a step fails or deletes rows; the caller rolls back
 */
export async function runSteps(transaction: MigrationTransaction, steps: Step[]): Promise<void> {
  let before = steps.some(changesTables) ? await transaction.countRows() : new Map<string, number>()
  for (const step of steps) {
    const { migration } = step
    if (changesTables(step)) {
      try {
        for (const statement of await statementsOf(transaction, step)) await transaction.execute(statement)
      }
      catch (cause) {
        throw new MigrationError(failure(migration, (cause as Error).message), { cause })
      }
      const after = await transaction.countRows()
      refuseLostRows(migration, before, after)
      before = after
    }
    await transaction.record(migration.name, migration.hash)
  }
}

async function statementsOf(transaction: MigrationTransaction, step: Step): Promise<string[]> {
  if (step.kind !== 'amend') return step.migration.statements
  const statements: string[] = []
  for (const { table, column, type } of step.missing) {
    const columns = await transaction.columnsOf(table)
    if (!columns.includes(column)) statements.push(`alter table "${table}" add column "${column}" ${type}`)
  }
  return statements
}

function failure({ name }: Migration, reason: string): string {
  const advice = /already exists/.test(reason)
    ? 'It was probably made by `drizzle-kit push`, which keeps no record. Use another database, or remove what push made.'
    : 'Correct the migration, and run it again.'
  return `Migration ${name} failed: ${reason}. Nothing was changed. ${advice}`
}

/** A table that is gone was dropped or renamed by name; one that is still there must have its rows. */
function refuseLostRows({ name, deletesRowsFrom }: Migration, before: Map<string, number>, after: Map<string, number>): void {
  const lost = [...before]
    .map(([table, rows]) => ({ table, rows: rows - (after.get(table) ?? rows) }))
    .filter(({ table, rows }) => rows > 0 && !deletesRowsFrom.includes(table))
  if (lost.length === 0) return
  const rows = lost.map(({ table, rows }) => `${rows} ${rows === 1 ? 'row' : 'rows'} of "${table}"`).join(' and ')
  throw new MigrationError(`Migration ${name} would delete ${rows}. It was rolled back, and nothing was changed. If the rows must go, add this line to the file: -- connect: deletes rows from ${lost.map(({ table }) => table).join(', ')}`)
}
