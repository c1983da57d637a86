import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { checkDatabase } from '../../commands/checks/database'
import { checkBaseUrl, checkOrigins, checkProxies, checkSandbox, checkSettings } from '../../commands/checks/environment'
import type { Finding, Level } from '../../commands/checks/finding'
import { migrateDatabase } from '../../server/database/migrations'
import { createDatabase, dialects } from '../setup/server'
import type { TestDatabase } from '../setup/server'

const databases: TestDatabase[] = []
afterEach(() => vi.unstubAllEnvs())
afterAll(() => Promise.all(databases.map(database => database.drop())))

async function newDatabase(dialect: 'sqlite' | 'postgresql'): Promise<TestDatabase> {
  const database = await createDatabase(dialect)
  databases.push(database)
  return database
}

function use(env: Record<string, string>): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
}

/** The level of each check. */
function levels(findings: readonly Finding[]): Record<string, Level> {
  return Object.fromEntries(findings.map(({ check, level }) => [check, level]))
}

describe('doctor judges', () => {
  const production = { production: true }
  const development = { production: false }

  it.each<[string, Level, Level, Record<string, string>]>([
    ['no base URL', 'warn', 'fail', { BETTER_AUTH_URL: '' }],
    ['this machine', 'ok', 'warn', { BETTER_AUTH_URL: 'http://localhost:3000' }],
    ['no encryption', 'warn', 'fail', { BETTER_AUTH_URL: 'http://app.example.com' }],
    ['an address', 'ok', 'ok', { BETTER_AUTH_URL: 'https://app.example.com' }],
    ['no URL', 'fail', 'fail', { BETTER_AUTH_URL: 'app.example.com' }],
  ])('the base URL: %s', (_, inDevelopment, inProduction, env) => {
    use(env)
    expect([checkBaseUrl(development)[0]!.level, checkBaseUrl(production)[0]!.level]).toEqual([inDevelopment, inProduction])
  })

  it('origins that never match', () => {
    use({ BETTER_AUTH_TRUSTED_ORIGINS: 'https://spa.example.com/,https://ok.example.com,https://*.example.com' })
    expect(checkOrigins().map(({ message }) => message)).toEqual([expect.stringContaining('"https://spa.example.com/"')])
  })

  it.each<[string, Level]>([['', 'warn'], ['10.0.0.0/8, ::1', 'ok'], ['10.0.0.0/33', 'fail'], ['proxy', 'fail'], ['0.0.0.0/0', 'fail']])('the proxies %j: %s', (value, level) => {
    use({ TRUSTED_PROXIES: value })
    expect(checkProxies(production)[0]!.level).toBe(level)
  })

  it.each<[Level, Level, Record<string, string>]>([
    ['ok', 'ok', {}],
    ['ok', 'fail', { SANDBOX_URL: 'http://127.0.0.1:4010' }],
    ['ok', 'warn', { SANDBOX_URL: 'http://127.0.0.1:4010', ALLOW_SANDBOX_IN_PRODUCTION: 'true' }],
    ['fail', 'fail', { SANDBOX_URL: 'http://sandbox.example.com', ALLOW_SANDBOX_IN_PRODUCTION: 'true' }],
    ['warn', 'warn', { ALLOW_SANDBOX_IN_PRODUCTION: 'true' }],
  ])('a sandbox: %s in development, %s in production, with %j', (inDevelopment, inProduction, env) => {
    use(env)
    expect([checkSandbox(development)[0]!.level, checkSandbox(production)[0]!.level]).toEqual([inDevelopment, inProduction])
  })

  it('values that are not valid', () => {
    use({ BEARER_SESSIONS: 'yes', PLATFORM_TIMEOUT_MS: 'soon' })
    expect(checkSettings().map(({ level, message }) => [level, message])).toEqual([['fail', expect.stringContaining('BEARER_SESSIONS is "yes"')], ['fail', expect.stringContaining('PLATFORM_TIMEOUT_MS is "soon"')]])
  })

  it.each(dialects)('migrations and tables on %s', async (dialect) => {
    const database = await newDatabase(dialect)
    use(database.env)
    use({ DATABASE_AUTO_MIGRATE: 'false' })
    expect(levels(await checkDatabase())).toMatchObject(dialect === 'sqlite' ? { database: 'warn' } : { database: 'ok', migrations: 'fail' })
    await migrateDatabase(`drizzle/${dialect}`)
    const good = dialect === 'sqlite' ? {} : { pooler: 'ok', connections: 'ok' }
    expect(levels(await checkDatabase())).toEqual({ database: 'ok', migrations: 'ok', schema: 'ok', ...good })
    await database.rows('alter table connection drop column username')
    await database.rows('drop table "platformClient"')
    const findings = await checkDatabase()
    expect(findings.find(({ check }) => check === 'schema')).toMatchObject({ level: 'fail', message: expect.stringMatching(/lacks .*connection\.username, table platformClient\./) as string })
    if (dialect === 'sqlite') {
      use({ VERCEL: '1' })
      expect((await checkDatabase())[0]).toMatchObject({ level: 'fail', message: expect.stringContaining('serverless') as string })
      use({ SQLITE_PATH: '/nowhere/auth.db' })
      expect(levels(await checkDatabase())).toEqual({ database: 'fail' })
    }
    else {
      use({ DATABASE_POOL_MAX: '150' })
      expect(levels(await checkDatabase())).toMatchObject({ connections: 'warn' })
    }
  })
})
