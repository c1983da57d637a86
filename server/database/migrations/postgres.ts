import postgres from 'postgres'
import { readPostgresUrl } from '../postgres-url'
import { changesTables } from './plan'
import type { History } from './plan'
import { runSteps } from './run'
import type { MigrationTransaction } from './run'
import type { Migrator } from './index'

/** The client, or a transaction of it. */
type Sql = postgres.Sql | postgres.TransactionSql

/** An arbitrary number, the same in every instance. Instances that migrate at the same time wait for this lock. */
const advisoryLock = 7_204_611_953

export function postgresMigrator(databaseUrl: string): Migrator {
  const { url, options } = readPostgresUrl(databaseUrl)
  const client = postgres(url, { ...options, max: 1 })
  return {
    history: () => readHistory(client),
    /**
     * The lock belongs to the transaction: a transaction pooler would leave a
     * lock of the session behind on another client's connection.
     */
    migrate: plan => client.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${advisoryLock})`
      const steps = plan(await readHistory(tx))
      await createJournal(tx)
      if (steps.some(changesTables)) await keepOthersFromWriting(tx)
      await runSteps(transactionOn(tx), steps)
      return steps
    }),
    close: () => client.end({ timeout: 5 }),
  }
}

async function readHistory(sql: Sql): Promise<History> {
  // Read from the catalog: `to_regclass` may answer from a cache that is older than the lock.
  const tables = await sql`select tablename as name from pg_tables where schemaname = 'drizzle'`
  const rows = async (table: string, columns: string) => tables.some(({ name }) => name === table)
    ? await sql.unsafe<Record<string, string>[]>(`select ${columns} from drizzle.${table}`)
    : []
  return {
    journal: new Map((await rows('__connect_migrations', 'name, hash')).map(({ name, hash }) => [name!, hash!])),
    drizzle: (await rows('__drizzle_migrations', 'hash, created_at')).map(row => ({ hash: row.hash!, when: Number(row.created_at) })),
  }
}

/** In the schema of drizzle-kit's journal, since `drizzle-kit push` would offer to drop it from `public`. */
async function createJournal(sql: Sql): Promise<void> {
  await sql`create schema if not exists drizzle`
  await sql`create table if not exists drizzle.__connect_migrations (name text primary key, hash text not null, "appliedAt" timestamp with time zone not null default now())`
}

/** Without this, a session that ends meanwhile would count as a row that the migration deleted. Reading goes on. */
async function keepOthersFromWriting(sql: Sql): Promise<void> {
  const tables = await tablesOf(sql)
  if (tables.length > 0) await sql.unsafe(`lock table ${tables.map(({ quoted }) => quoted).join(', ')} in share mode`)
}

function transactionOn(sql: Sql): MigrationTransaction {
  return {
    async execute(statement) {
      await sql.unsafe(statement)
    },
    async countRows() {
      const counts = new Map<string, number>()
      for (const { name, quoted } of await tablesOf(sql)) {
        const [row] = await sql.unsafe(`select count(*) as rows from ${quoted}`)
        counts.set(name, Number(row!.rows))
      }
      return counts
    },
    async columnsOf(table) {
      const columns = await sql`select column_name as name from information_schema.columns where table_schema = current_schema() and table_name = ${table}`
      return columns.map(column => column.name as string)
    },
    async record(name, hash) {
      await sql`insert into drizzle.__connect_migrations (name, hash) values (${name}, ${hash}) on conflict (name) do update set hash = excluded.hash, "appliedAt" = now()`
    },
  }
}

/** Tables that a migration of this user can change, in the schema where migrations create theirs. */
async function tablesOf(sql: Sql): Promise<{ name: string, quoted: string }[]> {
  return sql`
    select relname as name, format('%I.%I', nspname, relname) as quoted
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = current_schema() and relkind in ('r', 'p') and not relispartition and pg_has_role(relowner, 'USAGE')
    order by relname`
}
