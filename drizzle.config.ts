import { existsSync } from 'node:fs'
import { defineConfig } from 'drizzle-kit'
import { dialect, sqlitePath } from './server/database/dialect'
import { readPostgresUrl } from './server/database/postgres-url'

if (existsSync('.env')) process.loadEnvFile()
refuseUnsafeCommands(process.argv[2])

/**
 * One configuration for both dialects. `DATABASE_URL` selects the dialect, as it
 * does for the server. Each dialect has its own folder of migrations.
 *
 * @see https://orm.drizzle.team/docs/drizzle-config-file
 */
export default dialect() === 'postgresql'
  ? defineConfig({
      dialect: 'postgresql',
      schema: './server/database/schema.ts',
      out: './drizzle/postgresql',
      dbCredentials: postgresCredentials(process.env.DATABASE_URL!),
    })
  : defineConfig({
      dialect: 'sqlite',
      schema: './server/database/schema.ts',
      out: './drizzle/sqlite',
      dbCredentials: { url: sqlitePath() },
    })

/** Separate fields instead of a URL: drizzle-kit may use another driver than the server, and that driver interprets `sslmode=require` more strictly. */
function postgresCredentials(databaseUrl: string) {
  const url = new URL(readPostgresUrl(databaseUrl).url)
  const sslmode = url.searchParams.get('sslmode') ?? 'disable'
  return {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ssl: sslmode === 'disable' ? false : sslmode.startsWith('verify-') ? 'verify-full' as const : sslmode as 'require' | 'allow' | 'prefer',
  }
}

/**
 * Refuses drizzle-kit commands that are not safe. To change a SQLite table,
 * drizzle-kit rebuilds it with foreign keys on. Dropping the old table then deletes
 * every row that refers to it.
 */
function refuseUnsafeCommands(command: string | undefined) {
  if (command === 'migrate') {
    refuse('`drizzle-kit migrate` is not supported: on SQLite, rebuilding a table deletes the rows that refer to it, and on both dialects it does not read the record of applied migrations. Nothing was changed. Run `npm run db:migrate`.')
  }
  if (command === 'push' && dialect() === 'sqlite') {
    refuse('`drizzle-kit push` is not supported on SQLite: rebuilding a table can delete the rows that refer to it. Nothing was changed. Run `npm run db:generate -- --name what_changed`, then `npm run db:migrate`; to try out a schema, set SQLITE_PATH to a new file.')
  }
}

function refuse(message: string): never {
  console.error(message)
  process.exit(1)
}
