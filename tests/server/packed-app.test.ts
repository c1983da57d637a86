import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { commands } from '../../commands'
import type { Finding } from '../../commands/checks/finding'
import { migrateDatabase } from '../../server/database/migrations'
import { createPackedApp } from '../setup/packed-app'
import type { PackedApp } from '../setup/packed-app'
import { freePort } from '../setup/postgres'
import { createDatabase } from '../setup/server'

// Each command starts a program: slow beside other tests on two cores.
vi.setConfig({ testTimeout: 60_000 })

let app: PackedApp

beforeAll(() => void (app = createPackedApp()))
afterAll(() => app.remove())

const inApp = (name: string) => join(app.folder, name)
const own = () => readdirSync(app.folder).filter(name => name !== 'node_modules')
afterEach(() => {
  for (const name of own()) rmSync(inApp(name), { recursive: true })
})

const textOf = (file: string) => readFileSync(inApp(file), 'utf8')
const contents = () => Object.fromEntries(own().flatMap(name => statSync(inApp(name)).isFile() ? [name] : readdirSync(inApp(name), { recursive: true, encoding: 'utf8' }).map(file => join(name, file)))
  .filter(file => statSync(inApp(file)).isFile()).map(file => [file, textOf(file)]))

function place(file: string, text: string): void {
  mkdirSync(dirname(inApp(file)), { recursive: true })
  writeFileSync(inApp(file), text)
}

/** What `npm create nuxt@latest` makes. */
function placeNewApp(): void {
  place('package.json', JSON.stringify({ dependencies: { nuxt: '^4.5.2' } }))
  place('nuxt.config.ts', '// https://nuxt.com/docs/api/configuration/nuxt-config\nexport default defineNuxtConfig({\n  compatibilityDate: \'2025-07-15\',\n  devtools: { enabled: true },\n})\n')
  place('app/app.vue', '<template>\n  <div>\n    <NuxtRouteAnnouncer />\n    <NuxtWelcome />\n  </div>\n</template>\n')
  place('.gitignore', '# Nuxt dev/build outputs\n.output\n.data\n.nuxt\nnode_modules\n.env\n.env.*\n!.env.example')
}

describe('In an app that installed the package', () => {
  it('the help names every command', async () => {
    const { code, output } = await app.run(['--help'])
    expect(code).toBe(0)
    for (const name of Object.keys(commands)) expect(output).toMatch(new RegExp(`^ +${name} `, 'm'))
  })

  it('what a command does not know changes nothing', async () => {
    expect(await app.run(['migrate', '--statsu'])).toEqual({ code: 1, output: expect.stringContaining('Unknown argument --statsu. Nothing was done.') as string })
    expect(await app.run(['migrate', 'status'])).toMatchObject({ code: 1 })
    expect(await app.run(['migrat'])).toEqual({ code: 1, output: expect.stringContaining('Unknown command migrat') as string })
    expect(existsSync(inApp('auth.db'))).toBe(false)
  })

  it('an old Node gets one sentence', () => {
    const pretend = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })'
    const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', pretend, app.bin, 'migrate'], { encoding: 'utf8' })
    expect([status, stdout, stderr]).toEqual([1, '', 'nuxt-better-auth-connect needs Node 22.19 or newer, and this is Node 20.20.2. Install a newer Node, and run the command again.\n'])
  })

  it('settings come from .env, and first from the environment', async () => {
    writeFileSync(inApp('.env'), 'DATABASE_URL=postgresql://user:hunter%232@127.0.0.1:1/app\nSQLITE_PATH=./app.db\n')
    expect(await app.run(['migrate'])).toEqual({ code: 1, output: expect.stringMatching(/^(?![\s\S]*hunter)[\s\S]*Migrating PostgreSQL at 127.0.0.1:1\/app[\s\S]*ECONNREFUSED/) as string })
    expect(await app.run(['migrate'], { DATABASE_URL: '' })).toEqual({ code: 0, output: expect.stringContaining('Applied 0000_initial_schema') as string })
    expect(existsSync(inApp('app.db'))).toBe(true)
  })

  it('sandbox simulates the platforms of the app, too', async () => {
    cpSync('tests/fixtures/app/connect', inApp('connect'), { recursive: true })
    const child = spawn(process.execPath, [app.bin, 'sandbox', '--port', '0'], { cwd: app.folder, env: { PATH: process.env.PATH } })
    onTestFinished(() => void child.kill())
    let output = ''
    child.stdout.on('data', chunk => output += chunk)
    child.stderr.on('data', chunk => output += chunk)
    await expect.poll(() => output, { timeout: 40_000 }).toMatch(/Platforms +Reddit, .*Acme, Vaultly/)
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(output)!
    expect((await fetch(`${url}/www.reddit.com/api/v1/authorize`)).status).toBeLessThan(500)
    const exited = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  })

  it('init shows each change, makes it, and finds nothing to do the second time. doctor then finds nothing to fix', async () => {
    placeNewApp()
    const before = contents()
    const asked = await app.run(['init'])
    expect(asked).toEqual({ code: 1, output: expect.stringContaining('Add --yes') as string })
    const shown = await app.run(['init', '--dry-run'])
    expect(shown.code).toBe(0)
    expect(contents()).toEqual(before)

    const { code, output } = await app.run(['init', '--yes'])
    expect(code).toBe(0)
    for (const text of [shown.output, output]) {
      expect(text).toContain('+   modules: [\'nuxt-better-auth-connect\'],')
      expect(text).toContain('-     <NuxtWelcome />')
      expect(text).toContain('+ BETTER_AUTH_SECRET=(a generated secret)')
    }
    const [, secret] = /^BETTER_AUTH_SECRET=(.{44})$/m.exec(textOf('.env'))!
    expect(output).not.toContain(secret)
    expect(statSync(inApp('.env')).mode & 0o777).toBe(0o600)
    expect(textOf('nuxt.config.ts')).toBe(before['nuxt.config.ts']!.replace('\n})', '\n  modules: [\'nuxt-better-auth-connect\'],\n\n  connect: {\n    pages: true,\n  },\n})'))
    expect(textOf('app/app.vue')).toBe('<template>\n  <div>\n    <NuxtRouteAnnouncer />\n    <NuxtLayout>\n      <NuxtPage />\n    </NuxtLayout>\n  </div>\n</template>\n')
    expect(textOf('.gitignore')).toBe(`${before['.gitignore']}\n\n# nuxt-better-auth-connect\n*.db\n*.db-shm\n*.db-wal\n*.db.*\n`)
    expect(textOf('server/api/reddit-name.get.ts')).toContain('connectFetch(event, \'reddit\')')

    const after = contents()
    expect(await app.run(['init', '--yes'])).toEqual({ code: 0, output: expect.stringContaining('Nothing to do') as string })
    expect(contents()).toEqual(after)

    const database = await createDatabase('postgresql')
    onTestFinished(() => database.drop())
    for (const [name, value] of Object.entries(database.env)) vi.stubEnv(name, value)
    await migrateDatabase('drizzle/postgresql')
    vi.unstubAllEnvs()
    cpSync('tests/fixtures/app/connect', inApp('connect'), { recursive: true })
    const env = { ...database.env, BETTER_AUTH_URL: 'https://app.example.com', TRUSTED_PROXIES: '10.0.0.0/8', ACME_CLIENT_ID: 'acme-id', ACME_CLIENT_SECRET: 'acme-secret' }
    const examined = await app.run(['doctor', '--json', '--production'], env)
    const { ok, findings } = JSON.parse(examined.output) as { ok: boolean, findings: Finding[] }
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([])
    expect([examined.code, ok]).toEqual([0, true])
    expect(findings.map(({ message }) => message)).toEqual(expect.arrayContaining([
      'nuxt.config is valid, with 9 platforms.',
      'Acme is on. Its callback URL is https://app.example.com/api/auth/callback/acme.',
      'Reddit is off. To switch it on, set REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET.',
      'Dev.to is on. Users enter their own credentials.',
    ]))
    for (const hidden of [secret!, 'acme-secret', 'postgres:postgres']) expect(examined.output).not.toContain(hidden)
  })

  it('init refuses a folder without a Nuxt app', async () => {
    expect(await app.run(['init', '--yes'])).toEqual({ code: 1, output: expect.stringContaining('This folder has no Nuxt app') as string })
    expect(own()).toEqual([])
  })

  it('doctor says what to fix and exits with code 1', async () => {
    cpSync('tests/fixtures/app/connect', inApp('connect'), { recursive: true })
    writeFileSync(inApp('nuxt.config.ts'), `export default defineNuxtConfig({ extends: ['nuxt-better-auth-connect'], connect: { platforms: ['acme'] } })`)
    const env = { DATABASE_URL: `postgresql://user:hunter%232@127.0.0.1:${await freePort()}/app`, BETTER_AUTH_SECRET: 'better-auth-secret-12345678901234567890', ACME_CLIENT_ID: 'half', ACME_CLIENT_SECRET: '', BETTER_AUTH_URL: 'http://app.example.com' }
    const { code, output } = await app.run(['doctor'], { NODE_ENV: 'production', ...env })
    expect(code).toBe(1)
    expect(output).toMatch(/FAIL +secret .*easy to guess/)
    expect(output).toMatch(/FAIL +base URL .*without encryption/)
    expect(output).toMatch(/FAIL +database .*ECONNREFUSED/)
    expect(output).toMatch(/FAIL +acme .*only half configured/)
    expect(output).toMatch(/4 to fix\.$/m)
    for (const hidden of ['hunter', env.BETTER_AUTH_SECRET]) expect(output).not.toContain(hidden)
  })
})
