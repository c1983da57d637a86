import { existsSync } from 'node:fs'
import { defineConfig } from 'drizzle-kit'
import { dialect, sqlitePath } from './server/database/dialect'
import { readPostgresUrl } from './server/database/postgres-url'

if (existsSync('.env')) process.loadEnvFile()

/**
 * One configuration for both dialects: `DATABASE_URL` decides, as it does for
 * the server, and each dialect keeps its own migrations so that neither
 * overwrites the other.
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

/** Part by part, since drizzle-kit may connect with another driver than the server, to which `sslmode=require` means more. */
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
