import { describeDatabase } from '../server/database'
import { dialect } from '../server/database/dialect'
import { migrateDatabase } from '../server/database/migrations'

/** `npm run db:migrate`: applies pending migrations to the configured database. */
try {
  console.log(`Migrating ${describeDatabase()} ...`)
  const applied = await migrateDatabase(`drizzle/${dialect()}`, { log: console.log })
  console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Nothing to do: the database is up to date.')
}
catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
