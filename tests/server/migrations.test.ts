import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Dialect } from '../../server/database/dialect'
import { migrateDatabase } from '../../server/database/migrations'
import { readMigrations } from '../../server/database/migrations/files'
import { planSteps } from '../../server/database/migrations/plan'
import { released } from '../../server/database/migrations/released'
import { freePort } from '../setup/postgres'
import { createDatabase, dialects, runServer, waitUntilHealthy } from '../setup/server'
import type { ServerProcess, TestDatabase } from '../setup/server'

/** A copy of the project, to which each test adds migrations of its own. */
let project: string

const databases: TestDatabase[] = []
const servers: ServerProcess[] = []

// Each command starts npm, which starts a program: slow beside other tests on two cores.
vi.setConfig({ testTimeout: 60_000 })

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'connect-migrations-test-'))
  for (const name of ['commands', 'server', 'shared', 'scripts', 'drizzle.config.ts', 'package.json']) await cp(name, join(project, name), { recursive: true })
  await symlink(join(process.cwd(), 'node_modules'), join(project, 'node_modules'))
})

afterEach(() => rm(join(project, 'drizzle'), { recursive: true, force: true }))

afterEach(() => Promise.all(servers.splice(0).map(server => server.stop())))

afterAll(async () => {
  await Promise.all(databases.map(database => database.drop()))
  await rm(project, { recursive: true, force: true })
})

interface Outcome {
  code: number
  output: string
}

async function run(database: TestDatabase, command: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...database.env }
    execFile(command, args, { cwd: project, env, timeout: 50_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr })
    })
  })
}

const migrateByCommand = (database: TestDatabase) => run(database, 'npm', 'run', 'db:migrate')

/** What the command does, in this process. Most tests need no process of its own, which takes far longer to start than to migrate. */
async function migrate(database: TestDatabase): Promise<Outcome> {
  for (const [name, value] of Object.entries(database.env)) vi.stubEnv(name, value)
  const lines: string[] = []
  try {
    const applied = await migrateDatabase(join(project, 'drizzle', database.dialect), { log: line => lines.push(line) })
    return { code: 0, output: [...lines, applied.length ? `Applied ${applied.join(', ')}.` : 'Nothing to do'].join('\n') }
  }
  catch (error) {
    return { code: 1, output: [...lines, (error as Error).message].join('\n') }
  }
  finally {
    vi.unstubAllEnvs()
  }
}

async function newDatabase(dialect: Dialect): Promise<TestDatabase> {
  const database = await createDatabase(dialect)
  databases.push(database)
  return database
}

/** The project's migrations: the committed ones and these, in this order. */
async function setMigrations(dialect: Dialect, added: Record<string, string> = {}): Promise<void> {
  const folder = join(project, 'drizzle', dialect)
  await rm(folder, { recursive: true, force: true })
  await cp(join('drizzle', dialect), folder, { recursive: true })
  await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify(await journalWith(dialect, added)))
  for (const [name, sql] of Object.entries(added)) await writeFile(join(folder, `${name}.sql`), sql)
}

async function journalWith(dialect: Dialect, added: Record<string, string>): Promise<{ entries: { tag: string, when: number }[] }> {
  const journal = JSON.parse(await readFile(`drizzle/${dialect}/meta/_journal.json`, 'utf8')) as { entries: { tag: string, when: number }[] }
  const newest = journal.entries.at(-1)!.when
  return { entries: [...journal.entries, ...Object.keys(added).map((tag, index) => ({ tag, when: newest + 1 + index }))] }
}

async function committedNames(dialect: Dialect): Promise<string[]> {
  return (await journalWith(dialect, {})).entries.map(({ tag }) => tag)
}

const people = ['ada', 'bob']
const counted = ['user', 'account', 'connection', 'posts']

/** Two users, each with an account, its connection and a post. */
async function addRows(database: TestDatabase): Promise<void> {
  const now = database.dialect === 'sqlite' ? '1' : 'now()'
  for (const id of people) {
    await database.rows(`insert into "user" (id, name, email, "createdAt", "updatedAt") values ('${id}', '${id}', '${id}@example.com', ${now}, ${now})`)
    await database.rows(`insert into account (id, "userId", "accountId", "providerId", "accessToken", "createdAt", "updatedAt") values ('${id}', '${id}', '${id}', 'devto', 'token-of-${id}', ${now}, ${now})`)
    await database.rows(`insert into connection (id, username, "updatedAt") values ('${id}', '${id}', ${now})`)
    await database.rows(`insert into posts (id, "userId", title, "createdAt", "updatedAt") values ('${id}', '${id}', 'Hello', ${now}, ${now})`)
  }
}

async function countRows(database: { rows(sql: string): Promise<Record<string, unknown>[]> }): Promise<Record<string, number>> {
  const counts = await Promise.all(counted.map(async table => [table, Number((await database.rows(`select count(*) as rows from "${table}"`))[0]!.rows)]))
  return Object.fromEntries(counts) as Record<string, number>
}

const allRows = { user: 2, account: 2, connection: 2, posts: 2 }

async function appliedIn(database: TestDatabase): Promise<string[]> {
  const rows = await database.rows(`select name from ${database.dialect === 'sqlite' ? '' : 'drizzle.'}__connect_migrations order by name`)
  return rows.map(row => String(row.name))
}

async function columnsOf(database: TestDatabase, table: string): Promise<Record<string, string>> {
  const rows = await database.rows(database.dialect === 'sqlite'
    ? `select name, lower(type) || "notnull" as type from pragma_table_info('${table}')`
    : `select column_name as name, data_type || is_nullable as type from information_schema.columns where table_schema = 'public' and table_name = '${table}'`)
  return Object.fromEntries(rows.map(row => [row.name, row.type])) as Record<string, string>
}

/** A database with the committed migrations, recorded by our runner, and rows. */
async function migratedWithRows(dialect: Dialect): Promise<TestDatabase> {
  const database = await newDatabase(dialect)
  for (const [name, value] of Object.entries(database.env)) vi.stubEnv(name, value)
  expect(await migrateDatabase(`drizzle/${dialect}`)).toEqual(await committedNames(dialect))
  vi.unstubAllEnvs()
  await addRows(database)
  return database
}

async function copiesOf(database: TestDatabase): Promise<string[]> {
  const path = database.env.SQLITE_PATH!
  const names = await readdir(dirname(path))
  return names.filter(name => name.startsWith(`${basename(path)}.before-`) || name.endsWith('.copying')).map(name => join(dirname(path), name)).sort()
}

/** What drizzle-kit generates on SQLite when `name` is made nullable. */
const rebuildUser = `PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE \`__new_user\` (
\t\`id\` text PRIMARY KEY NOT NULL,
\t\`name\` text,
\t\`email\` text NOT NULL,
\t\`emailVerified\` integer DEFAULT false NOT NULL,
\t\`image\` text,
\t\`createdAt\` integer NOT NULL,
\t\`updatedAt\` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO \`__new_user\`("id", "name", "email", "emailVerified", "image", "createdAt", "updatedAt") SELECT "id", "name", "email", "emailVerified", "image", "createdAt", "updatedAt" FROM \`user\`;--> statement-breakpoint
DROP TABLE \`user\`;--> statement-breakpoint
ALTER TABLE \`__new_user\` RENAME TO \`user\`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX \`user_email_unique\` ON \`user\` (\`email\`);`

const renamed = { '0090_name_nullable': rebuildUser }

/** The built server, with these migrations beside the committed ones. */
async function serve(database: TestDatabase, added: Record<string, string>): Promise<{ server: ServerProcess, url: string }> {
  const { dialect } = database
  const app = await mkdtemp(join(project, 'app-'))
  const from = '.output/server'
  const to = join(app, from)
  await mkdir(to, { recursive: true })
  for (const name of ['index.mjs', 'package.json', 'chunks']) await cp(join(from, name), join(to, name), { recursive: true })
  await symlink(join(process.cwd(), from, 'node_modules'), join(to, 'node_modules'))
  const assets = { ...Object.fromEntries(Object.entries(added).map(([name, sql]) => [`${name}.sql`, sql])), 'meta:_journal.json': JSON.stringify(await journalWith(dialect, added)) }
  const entries = Object.entries(assets).map(([key, text]) => `["migrations:${dialect}:${key}"]: { import: async () => ${JSON.stringify(text)}, meta: {} }`)
  const file = join(to, 'chunks/nitro/nitro.mjs')
  const code = await readFile(file, 'utf8')
  const changed = code.replace(/const _assets = \{([\s\S]*?)\n\};/, (_, own: string) => `const _assets = {${own.trimEnd().replace(/,$/, '')},\n${entries.join(',\n')}\n};`)
  expect(changed).not.toBe(code)
  await writeFile(file, changed)
  const port = await freePort()
  const server = runServer({ PORT: String(port), BETTER_AUTH_SECRET: 'a-secret-for-tests-that-is-long-enough-0123456789', ...database.env }, app)
  servers.push(server)
  return { server, url: `http://localhost:${port}` }
}

describe('A migration that rebuilds user on SQLite', () => {
  it('keeps every account when the command applies it, and copies the file before', async () => {
    const database = await migratedWithRows('sqlite')
    expect(await copiesOf(database)).toEqual([])
    await setMigrations('sqlite', renamed)
    const { code, output } = await migrateByCommand(database)
    expect([code, output]).toEqual([0, expect.stringContaining('Applied 0090_name_nullable.')])
    expect(await countRows(database)).toEqual(allRows)
    expect(await columnsOf(database, 'user')).toMatchObject({ name: 'text0' })
    // The references still work.
    await expect(database.rows(`insert into posts values ('x', 'nobody', 'x', null, 1, 1)`)).rejects.toThrow(/FOREIGN KEY/)

    const [copy, ...others] = await copiesOf(database)
    expect(others).toEqual([])
    expect(output).toContain(copy)
    expect(basename(copy!)).toMatch(/^auth\.db\.before-0090_name_nullable-\d{8}T\d{9}Z$/)
    expect((await stat(copy!)).mode & 0o777).toBe(0o600)
    const opened = new BetterSqlite3(copy!)
    expect(opened.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(await countRows({ rows: async sql => opened.prepare(sql).all() as Record<string, unknown>[] })).toEqual(allRows)
    expect(opened.prepare(`select "notnull" from pragma_table_info('user') where name = 'name'`).pluck().get()).toBe(1)
    opened.close()
  })

  it('keeps every account when the server applies it at start', async () => {
    const database = await migratedWithRows('sqlite')
    const { server, url } = await serve(database, renamed)
    await waitUntilHealthy(url, server)
    expect(server.log()).toContain('[connect] Applied migrations: 0090_name_nullable.')
    expect(await countRows(database)).toEqual(allRows)
    const [copy] = await copiesOf(database)
    expect(server.log()).toContain(`[connect] Copied the database to ${copy}`)
  })

  it.each([['npm', 'run', 'db:push'], ['npx', 'drizzle-kit', 'push'], ['npx', 'drizzle-kit', 'migrate']])('is refused by %s %s %s, with the command to use', async (command, ...args) => {
    const database = await migratedWithRows('sqlite')
    await setMigrations('sqlite', renamed)
    const { code, output } = await run(database, command, ...args)
    expect(code).not.toBe(0)
    expect(output).toMatch(/is not supported.*delete.*Nothing was changed.*`npm run db:migrate`/)
    expect(await countRows(database)).toEqual(allRows)
    expect(await columnsOf(database, 'user')).toMatchObject({ name: 'text1' })
  })

  it('keeps the last three copies', async () => {
    const database = await migratedWithRows('sqlite')
    const added: Record<string, string> = {}
    for (const number of [1, 2, 3, 4]) {
      added[`009${number}_step`] = `CREATE TABLE step_${number} (id text);`
      await setMigrations('sqlite', added)
      expect(await migrate(database)).toMatchObject({ code: 0 })
    }
    expect((await copiesOf(database)).map(path => /before-(\d{4})/.exec(path)![1])).toEqual(['0092', '0093', '0094'])
  })

  it('is not applied when the copy cannot be written', async () => {
    const database = await migratedWithRows('sqlite')
    await setMigrations('sqlite', renamed)
    // No file may grow beyond 50 KB, which a copy would: a write fails as it does on a full disk.
    const { code, output } = await run(database, 'sh', '-c', `trap '' XFSZ; ulimit -f 100; exec node commands/bin.mjs migrate`)
    expect([code, output]).toEqual([1, expect.stringMatching(/was not migrated, because its copy .* could not be written: .*Nothing was changed\./)])
    expect(await columnsOf(database, 'user')).toMatchObject({ name: 'text1' })
    expect(await countRows(database)).toEqual(allRows)
    expect(await appliedIn(database)).toEqual(await committedNames('sqlite'))
    expect(await copiesOf(database)).toEqual([])
  })

  it('is not applied when it leaves references to rows that do not exist', async () => {
    const database = await migratedWithRows('sqlite')
    await setMigrations('sqlite', { '0090_drops_account': 'CREATE TABLE kept AS SELECT * FROM account;--> statement-breakpoint\nDROP TABLE account;--> statement-breakpoint\nCREATE TABLE account (id text PRIMARY KEY);--> statement-breakpoint\nINSERT INTO account VALUES (\'x\'), (\'y\');' })
    const { code, output } = await migrate(database)
    expect([code, output]).toEqual([1, expect.stringContaining('would leave 2 rows of "connection" that refer to missing rows of "account"')])
    expect(await countRows(database)).toEqual(allRows)
    expect(await columnsOf(database, 'account')).toHaveProperty('providerId')
  })

  it('is applied although there were broken references before, if it adds none', async () => {
    const database = await migratedWithRows('sqlite')
    const file = new BetterSqlite3(database.env.SQLITE_PATH!)
    file.pragma('foreign_keys = OFF')
    file.exec(`insert into posts values ('orphan', 'nobody', 'x', null, 1, 1)`)
    file.close()
    await setMigrations('sqlite', renamed)
    expect(await migrate(database)).toMatchObject({ code: 0 })
    expect(await countRows(database)).toEqual({ ...allRows, posts: 3 })
  })
})

describe('A migration file', () => {
  const read = async (sql: string) => {
    await setMigrations('sqlite', { '0090_mine': sql })
    return (await readMigrations(join(project, 'drizzle/sqlite'))).at(-1)!
  }

  it.each(['COMMIT;', 'CREATE TABLE a (id text); -- done\nCOMMIT;', '/* now */ BEGIN;', 'CREATE TABLE a (id text);\nEND;', 'start transaction;', 'ROLLBACK'])('may not control the transaction: %j', async (sql) => {
    await expect(read(sql)).rejects.toThrow(/0090_mine contains (?:COMMIT|BEGIN|END|START|ROLLBACK), but all migrations of a run share one transaction/)
  })

  it.each([
    'CREATE TABLE a (id text DEFAULT \'; COMMIT;\'); -- COMMIT',
    'CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET id = 1; END;',
    'CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN NEW.id := 1; RETURN NEW; END; $$ LANGUAGE plpgsql;',
    'DO $do$ BEGIN PERFORM 1; END; $do$;',
  ])('may contain %j', async (sql) => {
    expect((await read(sql)).statements).toEqual([sql])
  })
})

describe.each(dialects)('Migrations on %s', (dialect) => {
  it('are rolled back when rows would be lost, all of the run, and the sentence says which', async () => {
    const database = await migratedWithRows(dialect)
    const added = { '0090_good': 'CREATE TABLE good (id text);', '0091_bad': 'DELETE FROM posts;' }
    await setMigrations(dialect, added)
    const { code, output } = await migrateByCommand(database)
    expect([code, output]).toEqual([1, expect.stringContaining('Migration 0091_bad would delete 2 rows of "posts".')])
    expect(output).toContain('-- connect: deletes rows from posts')
    expect(await countRows(database)).toEqual(allRows)
    expect(await columnsOf(database, 'good')).toEqual({})
    expect(await appliedIn(database)).toEqual(await committedNames(dialect))
    if (dialect === 'sqlite') expect(await copiesOf(database)).toEqual([])

    // The server says the same, and serves nothing.
    const { server, url } = await serve(database, added)
    const health = await vi.waitFor(async () => fetch(`${url}/api/health`), { timeout: 20_000, interval: 100 })
    expect([health.status, await health.json()]).toEqual([503, { status: 'unavailable', database: 'ok', migrations: 'failed' }])
    expect((await fetch(`${url}/api/auth/accounts`)).status).toBe(503)
    expect(server.log()).toContain('Migration 0091_bad would delete 2 rows of "posts".')
    expect(await countRows(database)).toEqual(allRows)
  })

  it('may delete rows from the tables they name', async () => {
    const database = await migratedWithRows(dialect)
    await setMigrations(dialect, { '0090_empties': '-- connect: deletes rows from posts, "connection"\nDELETE FROM posts;--> statement-breakpoint\nDELETE FROM connection;' })
    expect(await migrate(database)).toMatchObject({ code: 0 })
    expect(await countRows(database)).toEqual({ ...allRows, posts: 0, connection: 0 })
  })

  it('change nothing when one fails, and the sentence says why', async () => {
    const database = await migratedWithRows(dialect)
    await setMigrations(dialect, { '0090_good': 'CREATE TABLE good (id text);', '0091_bad': 'CREATE TABLE posts (id text);' })
    const { code, output } = await migrateByCommand(database)
    expect([code, output]).toEqual([1, expect.stringMatching(/Migration 0091_bad failed: .*already exists\. Nothing was changed\./)])
    expect(await columnsOf(database, 'good')).toEqual({})
  })

  it('are refused when a file was changed after it was applied', async () => {
    const database = await migratedWithRows(dialect)
    await setMigrations(dialect, { '0090_mine': 'CREATE TABLE mine (id text);' })
    expect(await migrate(database)).toMatchObject({ code: 0 })
    await setMigrations(dialect, { '0090_mine': 'CREATE TABLE mine (id text, more text);' })
    expect(await migrate(database)).toEqual({ code: 1, output: expect.stringContaining('Migration 0090_mine was changed after it was applied') as string })
    // Line ends of another system are no change.
    await setMigrations(dialect, { '0090_mine': 'CREATE TABLE mine (id text);' })
    const first = join(project, 'drizzle', dialect, '0000_initial_schema.sql')
    await writeFile(first, (await readFile(first, 'utf8')).replaceAll('\n', '\r\n'))
    expect(await migrate(database)).toEqual({ code: 0, output: expect.stringContaining('Nothing to do') as string })
  })

  it('are applied once by four processes that start at the same time', async () => {
    const database = await migratedWithRows(dialect)
    await setMigrations(dialect, { '0090_adds': `CREATE TABLE added (id text);--> statement-breakpoint\nINSERT INTO added VALUES ('once');` })
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => run(database, 'node', 'commands/bin.mjs', 'migrate')))
    expect(outcomes.map(({ code }) => code)).toEqual(Array(4).fill(0))
    expect(outcomes.filter(({ output }) => output.includes('Applied 0090_adds.'))).toHaveLength(1)
    expect(outcomes.filter(({ output }) => output.includes('Nothing to do'))).toHaveLength(3)
    expect(await database.rows('select id from added')).toHaveLength(1)
    if (dialect === 'sqlite') expect(await copiesOf(database)).toHaveLength(1)
  })

  it('make a new database when four processes start at the same time', async () => {
    const database = await newDatabase(dialect)
    await setMigrations(dialect)
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => run(database, 'node', 'commands/bin.mjs', 'migrate')))
    expect(outcomes.filter(({ code }) => code !== 0)).toEqual([])
    expect(outcomes.filter(({ output }) => output.includes('Applied 0000_initial_schema'))).toHaveLength(1)
  })
})

const drizzleJournal: Record<Dialect, string> = { sqlite: '__drizzle_migrations', postgresql: 'drizzle.__drizzle_migrations' }

/** drizzle-kit's journal, as drizzle-kit makes it. */
async function addDrizzleJournal(database: TestDatabase, rows: { hash: string, when: number }[]): Promise<void> {
  if (database.dialect === 'postgresql') await database.rows('create schema if not exists drizzle')
  await database.rows(`create table ${drizzleJournal[database.dialect]} (id ${database.dialect === 'sqlite' ? 'SERIAL' : 'serial'} primary key, hash text not null, created_at ${database.dialect === 'sqlite' ? 'numeric' : 'bigint'})`)
  for (const { hash, when } of rows) await database.rows(`insert into ${drizzleJournal[database.dialect]} (hash, created_at) values ('${hash}', ${when})`)
}

async function runText(database: TestDatabase, text: string): Promise<void> {
  for (const statement of text.split('--> statement-breakpoint')) await database.rows(statement)
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe.each(dialects)('A database with drizzle-kit\'s journal on %s', (dialect) => {
  const first = () => readFile(`drizzle/${dialect}/0000_initial_schema.sql`, 'utf8')
  const apps = { hash: sha256('CREATE TABLE the_apps_own (id text);'), when: 4_000_000_000_000 }

  it.each(['hash', 'date'])('made by our migrations is taken over by %s, and nothing runs again', async (by) => {
    const database = await newDatabase(dialect)
    const text = await first()
    await runText(database, text)
    const { when } = (await journalWith(dialect, {})).entries[0]!
    await addDrizzleJournal(database, [by === 'hash' ? { hash: sha256(text), when: 1 } : { hash: 'of CRLF line ends', when }, apps])
    await addRows(database)
    await setMigrations(dialect)
    expect(await migrate(database)).toEqual({ code: 0, output: expect.not.stringContaining('Applied 0000') as string })
    expect(await appliedIn(database)).toEqual(await committedNames(dialect))
    expect(await countRows(database)).toEqual(allRows)
    expect(await database.rows(`select * from ${drizzleJournal[dialect]}`)).toHaveLength(2)
  })

  it('made by the app itself gets our migrations, however new the app\'s are', async () => {
    const database = await newDatabase(dialect)
    await database.rows('create table the_apps_own (id text)')
    await database.rows(`insert into the_apps_own values ('1')`)
    await addDrizzleJournal(database, [apps])
    await setMigrations(dialect)
    expect(await migrate(database)).toEqual({ code: 0, output: expect.stringContaining('Applied 0000_initial_schema') as string })
    await addRows(database)
    expect(await database.rows('select * from the_apps_own')).toHaveLength(1)
    const rows = await database.rows(`select hash from ${drizzleJournal[dialect]}`)
    expect(rows).toEqual([{ hash: apps.hash }])
  })

  it.each(['command', 'server'])('made by the earlier text of the first migration gets what it lacks from the %s', async (by) => {
    const database = await newDatabase(dialect)
    const [earlier] = released[dialect]['0000_initial_schema']!.earlier!
    const text = await earlierText(dialect)
    expect(sha256(text)).toBe(earlier!.hash)
    await runText(database, text)
    await addDrizzleJournal(database, [{ hash: earlier!.hash, when: earlier!.when }])
    await addRows(database)
    expect(await columnsOf(database, 'connection')).not.toHaveProperty('leaseUntil')
    if (by === 'command') {
      await setMigrations(dialect)
      expect(await migrate(database)).toEqual({ code: 0, output: expect.stringContaining('Applied 0000_initial_schema') as string })
    }
    else {
      const { server, url } = await serve(database, {})
      await waitUntilHealthy(url, server)
    }
    expect(await countRows(database)).toEqual(allRows)
    const fresh = await newDatabase(dialect)
    for (const { name } of await readMigrations(`drizzle/${dialect}`)) await runText(fresh, await readFile(`drizzle/${dialect}/${name}.sql`, 'utf8'))
    for (const table of counted) expect(await columnsOf(database, table)).toEqual(await columnsOf(fresh, table))
    if (dialect === 'sqlite') expect(await copiesOf(database)).toHaveLength(1)
    await setMigrations(dialect)
    expect(await migrate(database)).toEqual({ code: 0, output: expect.stringContaining('Nothing to do') as string })
  })
})

/** The first migration before it was rewritten: the present text without the columns that were added. */
async function earlierText(dialect: Dialect): Promise<string> {
  const text = await readFile(`drizzle/${dialect}/0000_initial_schema.sql`, 'utf8')
  const missing = released[dialect]['0000_initial_schema']!.earlier![0]!.missing.map(({ column }) => column)
  return text.split('\n').filter(line => !missing.some(column => new RegExp(`^\\t["\`]${column}["\`]`).test(line))).join('\n')
}

it('PostgreSQL keeps our record when drizzle-kit pushes', async () => {
  const database = await migratedWithRows('postgresql')
  await setMigrations('postgresql')
  expect(await run(database, 'npm', 'run', 'db:push')).toEqual({ code: 0, output: expect.stringContaining('No changes detected') as string })
  expect(await appliedIn(database)).toEqual(await committedNames('postgresql'))
  expect(await countRows(database)).toEqual(allRows)
})

it('drizzle-kit migrate is refused on PostgreSQL too, since it does not read our record', async () => {
  const database = await migratedWithRows('postgresql')
  await setMigrations('postgresql')
  const { code, output } = await run(database, 'npx', 'drizzle-kit', 'migrate')
  expect([code, output]).toEqual([1, expect.stringContaining('Run `npm run db:migrate`.')])
})

describe.each(dialects)('Released migrations of %s', (dialect) => {
  it('are the files in drizzle/, unchanged: add a line to server/database/migrations/released.ts for a new one, never change a line', async () => {
    const names = (await readdir(`drizzle/${dialect}`)).filter(name => name.endsWith('.sql')).map(name => name.replace(/\.sql$/, ''))
    const hashes = await Promise.all(names.map(async name => [name, sha256((await readFile(`drizzle/${dialect}/${name}.sql`, 'utf8')).replaceAll('\r\n', '\n'))]))
    expect(Object.fromEntries(hashes)).toEqual(Object.fromEntries(Object.entries(released[dialect]).map(([name, { hash }]) => [name, hash])))
    expect(await committedNames(dialect)).toEqual(names.sort())
  })

  it('are brought up to date from an earlier text that our own record names', async () => {
    const migrations = await readMigrations(`drizzle/${dialect}`)
    const [earlier] = released[dialect]['0000_initial_schema']!.earlier!
    const journal = new Map([...migrations.map(({ name, hash }) => [name, hash] as const), ['0000_initial_schema', earlier!.hash]])
    expect(planSteps(migrations, released[dialect], { journal, drizzle: [] })).toEqual([{ kind: 'amend', migration: migrations[0], missing: earlier!.missing }])
  })

  it('start with what is released now', () => {
    // A list of its own: a change of the file and of released.ts together must not pass either.
    const first = { sqlite: '8b1f10eaa66913de7be3821ef676d1684a6d2057f8bf7c0fde1f6c82e0254536', postgresql: '3284a99dd9b8f32a0d1fe9fc2e4a33601a63c7995bca2a4ffa7f3a06549565f5' }
    expect(released[dialect]['0000_initial_schema']!.hash).toBe(first[dialect])
  })
})
