import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConnectCommand } from './define-connect-command'
import { output } from './output'

/** `migrate`: applies the pending migrations of this package to the app's database. */
export const migrate = defineConnectCommand({
  name: 'migrate',
  description: 'Apply pending migrations to the database',
  args: { status: { type: 'boolean', description: 'Show which migrations are applied and which are pending, and change nothing' } },
  async run({ status }) {
    const { describeDatabase } = await import('../server/database')
    const { dialect } = await import('../server/database/dialect')
    const folder = fileURLToPath(new URL(`../drizzle/${dialect()}`, import.meta.url))
    if (status) return showStatus(folder)
    const { migrateDatabase } = await import('../server/database/migrations')
    output.info(`Migrating ${describeDatabase()} ...`)
    const applied = await migrateDatabase(folder, { log: line => output.info(line) })
    output.success(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Nothing to do: the database is up to date.')
  },
})

async function showStatus(folder: string): Promise<void> {
  const { describeDatabase } = await import('../server/database')
  const { dialect, sqlitePath } = await import('../server/database/dialect')
  const { pendingMigrations } = await import('../server/database/migrations')
  const { readMigrations } = await import('../server/database/migrations/files')
  const names = (await readMigrations(folder)).map(({ name }) => name)
  // Opening a SQLite file that does not exist would create it.
  const isNew = dialect() === 'sqlite' && !existsSync(sqlitePath())
  const pending = isNew ? names : await pendingMigrations(folder)
  output.log(`${describeDatabase()}${isNew ? ' (does not exist yet)' : ''}`)
  for (const name of names) output.log(`  ${pending.includes(name) ? 'pending' : 'applied'}  ${name}`)
}
