import { dialect, sqlitePath } from '../dialect'
import { readMigrations } from './files'
import { changesTables, planSteps } from './plan'
import type { History, Step } from './plan'
import { postgresMigrator } from './postgres'
import { released } from './released'
import { sqliteMigrator } from './sqlite'
import { setting } from '../../settings'

export { MigrationError } from './error'

/** The only code that applies migrations. One implementation for each dialect. */
export interface Migrator {
  history(): Promise<History>
  /**
   * Takes the lock, plans with the history as it is then, and runs all steps or none.
   *
   * @returns the steps that were run
   */
  migrate(plan: (history: History) => Step[], log: (line: string) => void): Promise<Step[]>
  close(): Promise<void>
}

export interface MigrateOptions {
  /** Receives one sentence about each notable event, such as where the copy of a SQLite file is. */
  log?: (line: string) => void
}

/**
 * The migrations of this dialect that the database has not had yet. Writes nothing.
 *
 * @param migrationsFolder `drizzle/sqlite` or `drizzle/postgresql`
 * @returns their names, oldest first
 * @throws MigrationError when a migration was changed after it was applied
 */
export async function pendingMigrations(migrationsFolder: string): Promise<string[]> {
  const plan = await planFor(migrationsFolder)
  return withMigrator(async migrator => namesOf(plan(await migrator.history())))
}

/**
 * Applies the pending migrations of this dialect, all or none. Any number of
 * processes may call it at the same time: each migration is applied once.
 *
 * @param migrationsFolder `drizzle/sqlite` or `drizzle/postgresql`
 * @returns the names of the migrations that this call applied
 * @throws MigrationError when a migration cannot be applied; nothing is then changed
 */
export async function migrateDatabase(migrationsFolder: string, { log = () => {} }: MigrateOptions = {}): Promise<string[]> {
  const plan = await planFor(migrationsFolder)
  return withMigrator(async (migrator) => {
    // A database that is up to date needs no lock.
    if (plan(await migrator.history()).length === 0) return []
    return namesOf(await migrator.migrate(plan, log))
  })
}

async function planFor(migrationsFolder: string): Promise<(history: History) => Step[]> {
  const migrations = await readMigrations(migrationsFolder)
  return history => planSteps(migrations, released[dialect()], history)
}

function namesOf(steps: Step[]): string[] {
  return steps.filter(changesTables).map(step => step.migration.name)
}

async function withMigrator<T>(use: (migrator: Migrator) => Promise<T>): Promise<T> {
  const migrator = dialect() === 'postgresql' ? postgresMigrator(setting('DATABASE_URL')!) : sqliteMigrator(sqlitePath())
  try {
    return await use(migrator)
  }
  finally {
    await migrator.close()
  }
}
