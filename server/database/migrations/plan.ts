import { MigrationError } from './error'
import type { Migration } from './files'
import type { AddedColumn, Release } from './released'

/** What a database says about the migrations it has had. */
export interface History {
  /** Rows of `__connect_migrations`: hash by name. */
  journal: Map<string, string>
  /** Rows of drizzle-kit's `__drizzle_migrations`, ours and the app's. */
  drizzle: { hash: string, when: number }[]
}

export type Step
  /** Run the file. */
  = | { kind: 'apply', migration: Migration }
  /** The database was made by an earlier text of the file: add what it lacks. */
    | { kind: 'amend', migration: Migration, missing: AddedColumn[] }
  /** drizzle-kit's journal says that the file was applied: only record it in ours. */
    | { kind: 'record', migration: Migration }

/**
 * Decides what a run has to do, oldest migration first. Names and hashes decide,
 * never dates: an app's own migrations may be newer than ours.
 *
 * @throws MigrationError when a migration was changed after it was applied
 */
export function planSteps(migrations: Migration[], releases: Record<string, Release>, history: History): Step[] {
  return migrations.flatMap((migration): Step[] => {
    const earlier = releases[migration.name]?.earlier ?? []
    const recorded = history.journal.get(migration.name)
    if (recorded === migration.hash) return []
    if (recorded !== undefined) {
      const text = earlier.find(({ hash }) => hash === recorded)
      if (!text) throw changedAfterwards(migration, recorded)
      return [{ kind: 'amend', migration, missing: text.missing }]
    }
    // The date of a row identifies our files where the hash does not: a checkout with CRLF line ends has another one.
    const isApplied = history.drizzle.some(row => row.hash === migration.hash || row.when === migration.when)
    if (isApplied) return [{ kind: 'record', migration }]
    const text = earlier.find(({ hash, when }) => history.drizzle.some(row => row.hash === hash || row.when === when))
    return [text ? { kind: 'amend', migration, missing: text.missing } : { kind: 'apply', migration }]
  })
}

/** Whether a step changes tables other than the journal. */
export function changesTables(step: Step): boolean {
  return step.kind !== 'record'
}

function changedAfterwards({ name, hash }: Migration, recorded: string): MigrationError {
  return new MigrationError(`Migration ${name} was changed after it was applied: the database recorded hash ${recorded.slice(0, 12)}, and the file has ${hash.slice(0, 12)}. Restore the file, and put the change into a new migration.`)
}
