import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3'
import { migrate as migrateSqlite } from 'drizzle-orm/better-sqlite3/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import postgres from 'postgres'
import { dialect, sqlitePath } from './dialect'
import { readPostgresUrl } from './postgres-url'
import { openSqliteFile } from './sqlite'

/** Any number, the same in every instance: what instances that migrate at once line up for. */
const advisoryLock = 7_204_611_953

interface Migrator {
  /** When the newest applied migration was generated, in ms since 1970; 0 when none was applied. */
  newestApplied(): Promise<number>
  /** Applies what is pending, all of it or nothing. */
  migrate(migrationsFolder: string): Promise<void>
  close(): Promise<void>
}

function openMigrator(): Migrator {
  return dialect() === 'postgresql' ? postgresMigrator(process.env.DATABASE_URL!) : sqliteMigrator(sqlitePath())
}

function sqliteMigrator(path: string): Migrator {
  const file = openSqliteFile(path)
  return {
    async newestApplied() {
      const table = file.prepare(`select 1 from sqlite_master where name = '__drizzle_migrations'`).get()
      if (!table) return 0
      return file.prepare('select coalesce(max(created_at), 0) from __drizzle_migrations').pluck().get() as number
    },
    async migrate(migrationsFolder) {
      // Foreign keys are off while tables are rebuilt, as SQLite's own procedure has it.
      file.pragma('foreign_keys = OFF')
      migrateSqlite(drizzleSqlite(file), { migrationsFolder })
    },
    async close() {
      file.close()
    },
  }
}

function postgresMigrator(databaseUrl: string): Migrator {
  const { url, options } = readPostgresUrl(databaseUrl)
  const client = postgres(url, { ...options, max: 1 })
  return {
    async newestApplied() {
      const [table] = await client`select to_regclass('drizzle.__drizzle_migrations') as name`
      if (!table?.name) return 0
      const [newest] = await client`select coalesce(max(created_at), 0) as at from drizzle.__drizzle_migrations`
      return Number(newest?.at)
    },
    /**
     * What Drizzle's migrator does, in one transaction that holds the lock:
     * Drizzle's own would need a lock of the session, which a transaction pooler
     * leaves behind on a connection of somebody else's.
     */
    async migrate(migrationsFolder) {
      await client.begin(async (tx) => {
        await tx`select pg_advisory_xact_lock(${advisoryLock})`
        await tx`create schema if not exists drizzle`
        await tx`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`
        const [newest] = await tx`select coalesce(max(created_at), 0) as at from drizzle.__drizzle_migrations`
        for (const { sql, hash, folderMillis } of readMigrationFiles({ migrationsFolder })) {
          if (folderMillis <= Number(newest?.at)) continue
          for (const statement of sql) await tx.unsafe(statement)
          await tx`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis})`
        }
      })
    },
    close: () => client.end({ timeout: 5 }),
  }
}

/**
 * The migrations of this dialect that the database has not had yet.
 *
 * @param migrationsFolder `drizzle/sqlite` or `drizzle/postgresql`
 * @returns their names, oldest first
 */
export async function pendingMigrations(migrationsFolder: string): Promise<string[]> {
  return withMigrator(migrator => pending(migrator, migrationsFolder))
}

/**
 * Applies the pending migrations of this dialect. Any number of processes may
 * call it at the same moment: each migration is applied once.
 *
 * @param migrationsFolder `drizzle/sqlite` or `drizzle/postgresql`
 * @returns the names of the migrations that were pending
 */
export async function migrateDatabase(migrationsFolder: string): Promise<string[]> {
  return withMigrator(async (migrator) => {
    const names = await pending(migrator, migrationsFolder)
    if (names.length === 0) return names
    try {
      await migrator.migrate(migrationsFolder)
    }
    catch (error) {
      // SQLite has no lock to line up for: losing the race to another process shows as an error of the loser.
      if ((await pending(migrator, migrationsFolder)).length > 0) throw error
    }
    return names
  })
}

async function pending(migrator: Migrator, migrationsFolder: string): Promise<string[]> {
  const journal = JSON.parse(await readFile(join(migrationsFolder, 'meta/_journal.json'), 'utf8')) as { entries: { tag: string, when: number }[] }
  const newest = await migrator.newestApplied()
  return journal.entries.filter(entry => entry.when > newest).map(entry => entry.tag)
}

async function withMigrator<T>(use: (migrator: Migrator) => Promise<T>): Promise<T> {
  const migrator = openMigrator()
  try {
    return await use(migrator)
  }
  finally {
    await migrator.close()
  }
}
