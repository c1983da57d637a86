import { existsSync } from 'node:fs'
import { defineConfig } from 'drizzle-kit'
import { dialect, sqlitePath } from './server/database/dialect'

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
      dbCredentials: { url: process.env.DATABASE_URL! },
    })
  : defineConfig({
      dialect: 'sqlite',
      schema: './server/database/schema.ts',
      out: './drizzle/sqlite',
      dbCredentials: { url: sqlitePath() },
    })
