import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import BetterSqlite3 from 'better-sqlite3'
import { getTableColumns, getTableName } from 'drizzle-orm'
import postgres from 'postgres'
import { describeDatabase } from '../../server/database'
import { connectionBudget } from '../../server/database/connection-budget'
import { dialect, sqlitePath } from '../../server/database/dialect'
import { pendingMigrations } from '../../server/database/migrations'
import { isServerless, readPostgresUrl } from '../../server/database/postgres-url'
import * as schema from '../../server/database/schema'
import { setting } from '../../server/settings'
import { reasonOf } from '../output'
import { fail, ok, warn } from './finding'
import type { Finding } from './finding'

/** Column names by table, as the database has them. */
type Columns = Map<string, Set<string>>

/** The database answers, has our migrations, and allows the connections that servers open. */
export async function checkDatabase(): Promise<Finding[]> {
  try {
    return dialect() === 'postgresql' ? await checkPostgres() : await checkSqlite()
  }
  catch (error) {
    return [fail('database', `The database cannot be used: ${reasonOf(error)}`, 'Check DATABASE_URL or SQLITE_PATH, and whether the database runs.')]
  }
}

async function checkSqlite(): Promise<Finding[]> {
  const path = sqlitePath()
  const folder = dirname(resolve(path))
  if (!existsSync(folder)) return [fail('database', `The folder of ${path} does not exist.`, 'Create it, or set SQLITE_PATH to another file.')]
  const findings = isServerless() ? [fail('database', 'SQLite on a serverless host: the file is lost when an instance ends.', 'Set DATABASE_URL to a PostgreSQL database.')] : []
  try {
    accessSync(existsSync(path) ? path : folder, constants.R_OK | constants.W_OK)
    // SQLite writes its log into the folder, too.
    accessSync(folder, constants.W_OK)
  }
  catch {
    return [...findings, fail('database', `${path} or its folder is not writable for this user.`, 'Give the user of the server the right to write both.')]
  }
  if (!existsSync(path)) return [...findings, warn('database', `${path} does not exist yet.`, 'The server creates it when it starts. If you expected data, check SQLITE_PATH and the folder.')]
  const file = new BetterSqlite3(path, { fileMustExist: true, timeout: 1000 })
  try {
    const rows = file.prepare(`select t.name as name, c.name as column from pragma_table_list t join pragma_table_info(t.name) c where t.schema = 'main'`).all() as { name: string, column: string }[]
    return [...findings, ok('database', `${describeDatabase()} answers.`), ...await checkSchema(columnsOf(rows), warn('migrations', '', 'The server applies them when it starts. To apply them now: `npx nuxt-better-auth-connect migrate`.'))]
  }
  finally {
    file.close()
  }
}

async function checkPostgres(): Promise<Finding[]> {
  const { url, options } = readPostgresUrl(setting('DATABASE_URL')!)
  const sql = postgres(url, { ...options, max: 1, connect_timeout: 10 })
  try {
    const [server] = await sql`select current_setting('server_version') as version, current_setting('max_connections')::int as allowed, current_setting('superuser_reserved_connections')::int as reserved, (select count(*)::int from pg_stat_activity where datname is not null) as used`
    const rows = await sql<{ name: string, column: string }[]>`select table_name as name, column_name as column from information_schema.columns where table_schema = current_schema()`
    const automatic = setting('DATABASE_AUTO_MIGRATE') === true
    const pending = automatic
      ? warn('migrations', '', 'The server applies them when it starts.')
      : fail('migrations', '', 'The server answers 503 until they are applied: `npx nuxt-better-auth-connect migrate`.')
    return [
      ok('database', `${describeDatabase()} answers. It is version ${server!.version}.`),
      checkPooler(options.prepare !== false),
      checkBudget(server!.allowed as number, server!.reserved as number),
      ...await checkSchema(columnsOf(rows), pending),
    ]
  }
  finally {
    await sql.end({ timeout: 5 })
  }
}

function checkPooler(isDirect: boolean): Finding {
  if (!isDirect) return ok('pooler', 'The URL goes through a transaction pooler, so the server uses no prepared statements. Run migrate over the direct URL.')
  if (isServerless()) return warn('pooler', 'A serverless host with a direct URL: each instance opens connections of its own.', 'Use the URL of your provider\'s pooler.')
  return ok('pooler', 'The URL shows no transaction pooler, so the server uses prepared statements. Behind a pooler, set DATABASE_PREPARE=false.')
}

function checkBudget(allowed: number, reserved: number): Finding {
  const { total } = connectionBudget()!
  const instances = Math.floor((allowed - reserved) / total)
  const message = `One server process opens at most ${total} connections, and PostgreSQL allows ${allowed - reserved}: enough for ${instances} ${instances === 1 ? 'process' : 'processes'}.`
  return instances < 2
    ? warn('connections', message, 'Lower DATABASE_POOL_MAX, raise max_connections, or use a pooler. While a new version is deployed, old and new processes run together.')
    : ok('connections', message)
}

/** @param pending the finding if migrations are pending, without its message */
async function checkSchema(columns: Columns, pending: Finding): Promise<Finding[]> {
  const folder = fileURLToPath(new URL(`../../drizzle/${dialect()}`, import.meta.url))
  try {
    const names = await pendingMigrations(folder)
    if (names.length) return [{ ...pending, message: `Pending: ${names.join(', ')}.` }]
  }
  catch (error) {
    return [fail('migrations', reasonOf(error))]
  }
  const missing = Object.values(schema).flatMap((table) => {
    const name = getTableName(table)
    const found = columns.get(name)
    if (!found) return [`table ${name}`]
    return Object.values(getTableColumns(table)).filter(column => !found.has(column.name)).map(column => `${name}.${column.name}`)
  })
  return [
    ok('migrations', 'All are applied.'),
    missing.length
      ? fail('schema', `The migrations are recorded as applied, but the database lacks ${missing.join(', ')}.`, 'Somebody changed the tables by hand, or DATABASE_URL names another schema. Restore a backup, or add what is missing.')
      : ok('schema', 'Every table and column is there.'),
  ]
}

function columnsOf(rows: readonly { name: string, column: string }[]): Columns {
  return new Map(Object.entries(Object.groupBy(rows, ({ name }) => name)).map(([name, columns]) => [name, new Set(columns!.map(({ column }) => column))]))
}
