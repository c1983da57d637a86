import { execFile, spawn } from 'node:child_process'
import { appendFile, cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import type { Dialect } from '../../server/database/dialect'
import { freePort } from '../setup/postgres'
import { createDatabase, dialects, runServer, waitUntilHealthy } from '../setup/server'
import type { ServerProcess, TestDatabase } from '../setup/server'

/** A copy of the project, so that commands that write leave the checkout alone. */
let project: string
let guide: string
const notCopied = ['node_modules', '.output', '.nuxt', '.git', '.data', '.env']
const secret = 'a-secret-for-tests-that-is-long-enough-0123456789'
const ran = new Set<string>()

beforeAll(async () => {
  guide = await readFile('docs/database.md', 'utf8')
  project = await mkdtemp(join(tmpdir(), 'connect-docs-'))
  await cp('.', project, { recursive: true, filter: path => !notCopied.includes(basename(path)) && !/\.db(?:-wal|-shm)?$/.test(path) })
  for (const linked of ['node_modules', '.output']) await symlink(join(process.cwd(), linked), join(project, linked))
})

afterAll(() => rm(project, { recursive: true, force: true }))

// Each command starts npm, which starts a program: slow beside other tests on two cores.
vi.setConfig({ testTimeout: 60_000 })

const environment = { PATH: process.env.PATH, HOME: process.env.HOME }

/** Runs a command of the guide, letter by letter, in the copy. */
async function run(command: string, env: Record<string, string> = {}): Promise<string> {
  expect(guide).toContain(command)
  noteRun(command)
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], { cwd: project, env: { ...environment, ...env }, timeout: 30_000 })
  return stdout + stderr
}

function noteRun(command: string): void {
  ran.add(/npm run [a-z:]+/.exec(command)![0])
}

/** Starts a command of the guide that runs until it is stopped. */
function start(command: string, env: Record<string, string>) {
  // A process group of its own: npm starts a shell, and the shell the program.
  const child = spawn('sh', ['-c', command], { cwd: project, env: { ...environment, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', chunk => output += chunk)
  child.stderr.on('data', chunk => output += chunk)
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()))
  return {
    output: () => output,
    async stop() {
      if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL')
      await closed
    },
  }
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const found = await look().catch(() => undefined)
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`This never came about: ${what}`)
}

/** The guide's code for a file, without the line that names it. */
function codeFor(name: string): string {
  return guide.split(`\`\`\`ts\n// ${name}\n`)[1]!.split('```')[0]!
}

async function filesIn(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(join(project, folder), { recursive: true })).filter(name => /\.(?:sql|json)$/.test(name)).sort()
  return Object.fromEntries(await Promise.all(names.map(async name => [name, await readFile(join(project, folder, name), 'utf8')])))
}

async function journal(dialect: Dialect): Promise<string[]> {
  const { entries } = JSON.parse(await readFile(join(project, `drizzle/${dialect}/meta/_journal.json`), 'utf8')) as { entries: { tag: string }[] }
  return entries.map(entry => entry.tag)
}

async function tablesOf(database: TestDatabase): Promise<unknown[]> {
  const rows = await database.rows(database.dialect === 'sqlite'
    ? `select name from sqlite_master where type = 'table' and name <> '__connect_migrations'`
    : `select table_name as name from information_schema.tables where table_schema = 'public'`)
  return rows.map(row => row.name).sort()
}

async function appliedIn(database: TestDatabase): Promise<number> {
  const [row] = await database.rows(`select count(*) as applied from ${database.dialect === 'sqlite' ? '' : 'drizzle.'}__connect_migrations`)
  return Number(row!.applied)
}

const generate = 'npm run db:generate -- --name add_notes'
const tables = ['account', 'connection', 'notes', 'platformClient', 'posts', 'session', 'user', 'verification']

describe('Generating migrations', () => {
  it('finds nothing to do: the committed migrations are what the schema says', async () => {
    const before = await filesIn('drizzle')
    await run(generate)
    expect(await filesIn('drizzle')).toEqual(before)
  })

  it('writes the migration of a new table for both dialects, whichever is in use', async () => {
    const before = await filesIn('drizzle')
    await appendFile(join(project, 'server/database/schema.ts'), `\n${codeFor('server/database/schema.ts (addition)')}`)
    await run(generate, { DATABASE_URL: 'postgresql://nobody:nothing@127.0.0.1:1/none' })
    const after = await filesIn('drizzle')
    for (const dialect of dialects) {
      const tag = (await journal(dialect)).at(-1)!
      expect(tag).toMatch(/^\d{4}_add_notes$/)
      expect(before).not.toHaveProperty([`${dialect}/${tag}.sql`])
      const sql = after[`${dialect}/${tag}.sql`]!
      expect(sql).toMatch(/CREATE TABLE ["`]notes["`]/)
      expect(sql).toMatch(/FOREIGN KEY.*REFERENCES.*user.*ON DELETE cascade/)
      expect(sql).toMatch(/CREATE INDEX ["`]idx_notes_userId["`]/)
    }
  })
})

describe.each(dialects)('Documented commands on %s', (dialect) => {
  let database: TestDatabase
  const opened: TestDatabase[] = []

  async function newDatabase(): Promise<TestDatabase> {
    const made = await createDatabase(dialect)
    opened.push(made)
    return made
  }

  beforeAll(async () => {
    database = await newDatabase()
    // What stands in .env counts for less than the environment.
    await writeFile(join(project, '.env'), 'DATABASE_URL=postgresql://nobody:nothing@127.0.0.1:1/none\nSQLITE_PATH=/nowhere/auth.db\n')
    await run('npm run db:migrate', database.env)
  })

  afterEach(() => rm(join(project, '.env'), { force: true }))

  afterAll(() => Promise.all(opened.map(made => made.drop())))

  it('db:migrate makes every table, with foreign keys', async () => {
    expect(await tablesOf(database)).toEqual(tables)
    expect(await appliedIn(database)).toBe((await journal(dialect)).length)
    await expect(database.rows(`insert into notes values ('1', 'nobody', 'body', ${dialect === 'sqlite' ? 1 : 'now()'})`)).rejects.toThrow(/foreign key/i)
  })

  it('db:migrate:script says what it did, takes its settings from .env, keeps the same record as db:migrate, and finds nothing to do the second time', async () => {
    const fresh = await newDatabase()
    await writeFile(join(project, '.env'), Object.entries(fresh.env).map(([name, value]) => `${name}=${value}\n`).join(''))
    expect(await run('npm run db:migrate:script')).toContain(`Applied ${(await journal(dialect)).join(', ')}.`)
    expect(await tablesOf(fresh)).toEqual(tables)
    await run('npm run db:migrate')
    expect(await run('npm run db:migrate:script')).toContain('Nothing to do: the database is up to date.')
    expect(await appliedIn(fresh)).toBe((await journal(dialect)).length)
  })

  if (dialect === 'postgresql') {
    it('db:push asks nothing and makes the tables without a record, so that a server refuses the database', async () => {
      const scratch = await newDatabase()
      await run('npm run db:push', scratch.env)
      expect(await tablesOf(scratch)).toEqual(tables)
      const { server, url } = await serve(scratch.env)
      expect(await healthOf(url)).toEqual([503, { status: 'unavailable', database: 'ok', migrations: 'failed' }])
      expect(server.log()).toMatch(/Migration 0000_initial_schema failed: .*already exists/)
    })
  }
  else {
    it('db:push is refused', async () => {
      await expect(run('npm run db:push', database.env)).rejects.toThrow(/`drizzle-kit push` is not supported on SQLite/)
      await run('SQLITE_PATH=./scratch.db npm run db:migrate', { DATABASE_URL: '' })
    })
  }

  it('db:studio serves the schema on the port it is given', async () => {
    const port = await freePort()
    expect(guide).toContain('`npm run db:studio -- --port 5000`')
    noteRun('npm run db:studio')
    const studio = start(`npm run db:studio -- --port ${port}`, database.env)
    try {
      const answer = await until('Drizzle Studio answers', async () => {
        const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"type":"init"}' })
        return await response.json() as { dialect: string, schemaFiles: { content: string }[] }
      })
      expect(answer.dialect).toBe(dialect)
      expect(answer.schemaFiles[0]!.content).toContain('notes = table(')
      expect(studio.output()).toContain(`?port=${port}`)
    }
    finally {
      await studio.stop()
    }
  })

  it('the posts example takes, joins and rolls back', async () => {
    for (const file of ['server/posts.ts', 'server/api/posts.get.ts', 'server/api/posts.post.ts']) await writeFile(join(project, file), codeFor(file))
    // Nitro's routing of these files, and as much of its runtime as they use, without the minute a build takes.
    await writeFile(join(project, 'nitro.ts'), 'export const useNitroApp = () => ({ hooks: { callHook: async () => {} } })')
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { paths: { 'nitropack/runtime': ['./nitro.ts'] } } }))
    await writeFile(join(project, 'posts-app.ts'), `
      import { createServer } from 'node:http'
      import { createApp, createRouter, defineEventHandler, setResponseStatus, toNodeListener } from 'h3'
      import auth from './server/api/auth/[...all]'
      import get from './server/api/posts.get'
      import post from './server/api/posts.post'
      import { createPost } from './server/posts'
      const nobody = defineEventHandler(event => createPost('nobody', { title: 'x' }).catch(() => setResponseStatus(event, 418)).then(() => null))
      const router = createRouter().use('/api/auth/**', auth).get('/api/posts', get).post('/api/posts', post).get('/nobody', nobody)
      createServer(toNodeListener(createApp().use(router))).listen(Number(process.env.PORT), '127.0.0.1')
    `)
    const port = await freePort()
    const url = `http://localhost:${port}`
    const app = start('node_modules/.bin/tsx posts-app.ts', { ...database.env, PORT: String(port), BETTER_AUTH_SECRET: secret })
    try {
      await until('the app answers', () => fetch(`${url}/api/posts`))
      const headers = { 'content-type': 'application/json', 'origin': url }
      const signUp = await fetch(`${url}/api/auth/sign-up/email`, { method: 'POST', headers, body: JSON.stringify({ name: 'Ada', email: 'ada@example.com', password: 'correct horse' }) })
      const cookie = signUp.headers.getSetCookie().map(entry => entry.split(';')[0]).join('; ')
      const post = (body: unknown, more: Record<string, string>) => fetch(`${url}/api/posts`, { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(body) })
      expect((await post({ title: 'Hello', content: 'World' }, { cookie })).status).toBe(201)
      expect((await post({ title: '' }, { cookie })).status).toBe(400)
      expect((await post({ title: 'Hello' }, {})).status).toBe(401)
      expect((await post({ title: 'Hello' }, { cookie, origin: 'https://elsewhere.example' })).status).toBe(403)
      expect((await fetch(`${url}/nobody`)).status).toBe(418)
      expect(await (await fetch(`${url}/api/posts`)).json()).toEqual([{ id: expect.any(String) as string, title: 'Hello', author: 'Ada', createdAt: expect.any(String) as string }])
    }
    finally {
      await app.stop()
    }
  })
})

const servers: ServerProcess[] = []
afterEach(() => Promise.all(servers.splice(0).map(server => server.stop())))

/** Starts the built server with these settings, without waiting for anything. */
async function serve(env: Record<string, string>): Promise<{ server: ServerProcess, url: string }> {
  const port = await freePort()
  const server = runServer({ PORT: String(port), BETTER_AUTH_SECRET: secret, ...env })
  servers.push(server)
  return { server, url: `http://localhost:${port}` }
}

/** Status and body of the health check, as soon as there is an answer. */
async function healthOf(url: string): Promise<[number, unknown]> {
  return until('the server answers', async () => {
    const response = await fetch(`${url}/api/health`)
    return [response.status, await response.json()]
  })
}

describe('The server at start', () => {
  const password = 'hunter#2@word'
  const written = [password, encodeURIComponent(password)]
  const databases: TestDatabase[] = []

  async function emptyDatabase(dialect: Dialect): Promise<TestDatabase> {
    const database = await createDatabase(dialect)
    databases.push(database)
    return database
  }

  /** A database of its own whose user has a password that can be told apart in a log. */
  async function withPassword(): Promise<{ database: TestDatabase, url: URL, user: string }> {
    const database = await emptyDatabase('postgresql')
    const user = `user_${randomBytes(6).toString('hex')}`
    await database.rows(`create role ${user} superuser login password '${password}'`)
    const url = new URL(database.env.DATABASE_URL!)
    url.username = user
    url.password = encodeURIComponent(password)
    return { database, url, user }
  }

  afterAll(() => Promise.all(databases.map(database => database.drop())))

  it('says which database it uses and migrates SQLite itself', async () => {
    const database = await emptyDatabase('sqlite')
    const { server, url } = await serve(database.env)
    await waitUntilHealthy(url, server)
    expect(server.log()).toContain(`[connect] Database: embedded SQLite, file ${database.env.SQLITE_PATH}.`)
    expect(await tablesOf(database)).toEqual(expect.arrayContaining(['account', 'session', 'user']))
  })

  it('waits on PostgreSQL until it is migrated, says how, and then serves without a restart', async () => {
    const { url: databaseUrl, user } = await withPassword()
    const { server, url } = await serve({ DATABASE_URL: databaseUrl.href })
    expect(await healthOf(url)).toEqual([503, JSON.parse(guide.split('```json\n')[1]!.split('```')[0]!)])
    const refused = await fetch(`${url}/api/auth/accounts`)
    expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'DATABASE_UNAVAILABLE' })])
    expect(server.log()).toMatch(/behind by \d{4}_\w+.*`npx nuxt-better-auth-connect migrate`.*DATABASE_AUTO_MIGRATE=true/)
    expect(server.log()).toContain(`[connect] Database: PostgreSQL at ${databaseUrl.host}${databaseUrl.pathname}.`)

    await run('npm run db:migrate', { DATABASE_URL: databaseUrl.href })
    await waitUntilHealthy(url, server)
    expect((await fetch(`${url}/api/auth/accounts`)).status).toBe(401)
    for (const hidden of [...written, user]) expect(server.log()).not.toContain(hidden)
  })

  it.each(dialects)('migrates once on %s, however many instances start at the same time', async (dialect) => {
    const database = await emptyDatabase(dialect)
    const instances = await Promise.all(Array.from({ length: 3 }, () => serve(database.env)))
    await Promise.all(instances.map(({ server, url }) => waitUntilHealthy(url, server)))
    const { entries } = JSON.parse(await readFile(`drizzle/${dialect}/meta/_journal.json`, 'utf8')) as { entries: unknown[] }
    expect(await appliedIn(database)).toBe(entries.length)
  })

  it('takes turns with other instances that migrate the same PostgreSQL', async () => {
    const database = await emptyDatabase('postgresql')
    // The turn of an instance that is still at it: the lock of server/database/migrations/postgres.ts.
    await database.rows('select pg_advisory_lock(7204611953)')
    const instances = await Promise.all(Array.from({ length: 2 }, () => serve(database.env)))
    await until('both instances wait for their turn', async () => {
      const waiting = await database.rows(`select 1 from pg_locks join pg_database on pg_database.oid = database where datname = current_database() and locktype = 'advisory' and not granted`)
      return waiting.length === 2 || undefined
    })
    expect(await tablesOf(database)).toEqual([])
    await database.rows('select pg_advisory_unlock(7204611953)')
    await Promise.all(instances.map(({ server, url }) => waitUntilHealthy(url, server)))
    expect(await database.rows(`select 1 from pg_locks where locktype = 'advisory' and objid = 7204611953 % 4294967296 and database = (select oid from pg_database where datname = current_database())`)).toEqual([])
  })

  it.each([
    ['is not a URL', { DATABASE_URL: `postgresql://user:${password}@localhost/app` }],
    ['is not a URL', { DATABASE_URL: `postgresql://user:12/${password}@localhost/app` }],
    ['sslrootcert', { DATABASE_URL: `postgresql://user:${written[1]}@localhost/app?sslrootcert=ca.pem` }],
    ['must start with postgresql://', { DATABASE_URL: `mysql://user:${written[1]}@localhost/app` }],
    ['names no database', { DATABASE_URL: `postgresql://user:${written[1]}@localhost` }],
    ['unknown sslmode', { DATABASE_URL: `postgresql://user:${written[1]}@localhost/app?sslmode=on` }],
    ['DATABASE_POOL_MAX must be a whole number', { DATABASE_URL: `postgresql://user:${written[1]}@localhost/app`, DATABASE_POOL_MAX: '0' }],
    ['BETTER_AUTH_SECRET is not set', { DATABASE_URL: `postgresql://user:${written[1]}@localhost/app`, BETTER_AUTH_SECRET: '' }],
  ])('exits with code 1 and one sentence: %s', async (sentence, env) => {
    const { server } = await serve(env as unknown as Record<string, string>)
    expect(await server.exited).toBe(1)
    expect(server.log()).toContain(sentence)
    expect(server.log().trim().split('\n')).toHaveLength(1)
    for (const hidden of written) expect(server.log()).not.toContain(hidden)
  })

  it('keeps running, answers 503 and hides the password when the database does not answer or refuses it', async () => {
    const unreachable = `postgresql://user:${written[1]}@127.0.0.1:${await freePort()}/app`
    const refusing = new URL(inject('postgresUrl'))
    refusing.username = 'nobody'
    refusing.password = written[1]!
    for (const DATABASE_URL of [unreachable, refusing.href]) {
      const { server, url } = await serve({ DATABASE_URL })
      expect(await healthOf(url)).toEqual([503, { status: 'unavailable', database: 'unavailable', migrations: 'unknown', reason: 'unreachable' }])
      expect(server.log()).toContain('cannot be reached')
      for (const hidden of written) expect(server.log()).not.toContain(hidden)
    }
  })

  it('takes its base URL from BETTER_AUTH_URL, then NUXT_PUBLIC_APP_URL, then localhost and PORT', async () => {
    const { env } = await emptyDatabase('sqlite')
    const first = { BETTER_AUTH_URL: 'https://first.example', NUXT_PUBLIC_APP_URL: 'https://second.example' }
    const port = await freePort()
    const cases: [Record<string, string>, string][] = [
      [first, 'https://first.example'],
      [{ NUXT_PUBLIC_APP_URL: first.NUXT_PUBLIC_APP_URL }, 'https://second.example'],
      [{ PORT: String(port) }, `http://localhost:${port}`],
    ]
    for (const [setting, expected] of cases) {
      const { server, url } = await serve({ ...env, GOOGLE_CLIENT_ID: 'id', GOOGLE_CLIENT_SECRET: 'secret', ...setting })
      await waitUntilHealthy('PORT' in setting ? expected : url, server)
      const response = await fetch(`${'PORT' in setting ? expected : url}/api/auth/sign-in/social`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'origin': expected },
        body: JSON.stringify({ provider: 'google' }),
      })
      const { url: consent } = await response.json() as { url: string }
      expect(new URL(consent).searchParams.get('redirect_uri')).toBe(`${expected}/api/auth/callback/google`)
      expect(response.headers.get('strict-transport-security')).toBe(expected.startsWith('https:') ? 'max-age=15552000' : null)
    }
  })

  it('is started by npm start with what .env says, and logs queries without their parameters when told to', async () => {
    const database = await emptyDatabase('sqlite')
    const port = await freePort()
    const settings = { ...database.env, PORT: String(port), HOST: '127.0.0.1', BETTER_AUTH_SECRET: secret, DATABASE_LOG_QUERIES: 'true' }
    await writeFile(join(project, '.env'), Object.entries(settings).map(([name, value]) => `${name}=${value}\n`).join(''))
    expect(guide).toContain('\nnpm start\n')
    const server = start('npm start', { NODE_ENV: 'production' })
    try {
      const url = `http://localhost:${port}`
      await until('the server is healthy', async () => (await fetch(`${url}/api/health`)).ok || undefined)
      const body = JSON.stringify({ name: 'Ada', email: 'ada@example.com', password: 'correct horse' })
      const signUp = await fetch(`${url}/api/auth/sign-up/email`, { method: 'POST', headers: { 'content-type': 'application/json', 'origin': url }, body })
      expect(signUp.status).toBe(200)
      expect(server.output()).toMatch(/\[database\] insert into "user"/)
      expect(server.output()).not.toContain('ada@example.com')
    }
    finally {
      await server.stop()
      await rm(join(project, '.env'))
    }
  })

  it('gives the browser nothing of the database', async () => {
    const files = (await readdir('.output/public', { recursive: true })).filter(file => file.endsWith('.js'))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) {
      expect(await readFile(join('.output/public', file), 'utf8')).not.toMatch(/DATABASE_URL|SQLITE_PATH|better-sqlite3|drizzle|CREATE TABLE/i)
    }
  })
})

it('leaves no documented database command untried', () => {
  const commands = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(block => block[1]!.match(/npm run db:[a-z:]+/g) ?? [])
  expect([...ran]).toEqual(expect.arrayContaining(commands))
})
