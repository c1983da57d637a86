import { describeDatabase } from '../server/database'
import { dialect } from '../server/database/dialect'
import { migrateDatabase } from '../server/database/migrations'

console.log(`Migrating ${describeDatabase()} ...`)
const applied = await migrateDatabase(`drizzle/${dialect()}`)
console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Nothing to do: the database is up to date.')
