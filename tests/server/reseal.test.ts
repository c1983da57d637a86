import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseEnvelope, symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { OAuthPlatformId, PlatformId } from '../../shared/platforms/registry'
import { providerOf, renewedPlatforms } from '../setup/platforms'
import { layeredApp, onBothDialects } from '../setup/server'
import type { Row, TestServer } from '../setup/server'
import { connectOAuth, newIdentity, signUp } from '../setup/user'
import type { Visitor } from '../setup/user'

// Each reseal starts npm, which starts a program: slow beside other tests on two cores.
vi.setConfig({ testTimeout: 60_000 })

const plain = 'plain-secret-from-before-versions-0123456789'
const keys = new Map([[1, 'first-versioned-secret-0123456789-0123456789'], [2, 'second-versioned-secret-0123456789-012345678']])
const rotated = { BETTER_AUTH_SECRET: plain, BETTER_AUTH_SECRETS: `2:${keys.get(2)},1:${keys.get(1)}` }

type Form = (secret: string) => string | Promise<string>
const under = (version: number, value = keys.get(version)!): Form => data => symmetricEncrypt({ key: { keys: new Map([[version, value]]), currentVersion: version }, data })

/** The ways in which a secret may lie in the database. */
const forms = {
  'clear': secret => secret,
  'version 1': under(1),
  'version 2': under(2),
  'no version': data => symmetricEncrypt({ key: plain, data }),
} satisfies Record<string, Form>
const retired = under(9, 'a-secret-whose-version-is-gone-0123456789')

/** The secret in a column that has to be sealed under version 2. */
async function opened(stored: unknown): Promise<string> {
  if (parseEnvelope(String(stored))?.version !== 2) expect.fail(`Not under version 2: ${String(stored).slice(0, 12)}...`)
  return symmetricDecrypt({ key: { keys, currentVersion: 2 }, data: String(stored) })
}

const secretColumns = ['accessToken', 'refreshToken', 'idToken'] as const
type Secrets = Partial<Record<typeof secretColumns[number], string>>

async function mapSecrets(secrets: Secrets, change: (secret: string) => string | Promise<string>): Promise<Secrets> {
  return Object.fromEntries(await Promise.all(Object.entries(secrets).map(async ([column, secret]) => [column, await change(secret)])))
}

async function storedSecrets(server: TestServer, id: string): Promise<Secrets> {
  const [row] = await server.database.rows(`select * from account where id = '${id}'`)
  return Object.fromEntries(secretColumns.filter(column => row![column] !== null).map(column => [column, row![column]])) as Secrets
}

/** Writes secrets into a row as they are given. */
async function store(server: TestServer, id: string, secrets: Secrets): Promise<void> {
  const set = Object.entries(secrets).map(([column, stored]) => `"${column}" = '${stored}'`)
  await server.database.rows(`update account set ${set.join(', ')} where id = '${id}'`)
}

/** Leaves a row's secrets as a server of another time would have: all in one form. @returns the secrets in clear */
async function rewrite(server: TestServer, id: string, form: Form): Promise<Secrets> {
  const secrets = await mapSecrets(await storedSecrets(server, id), opened)
  await store(server, id, await mapSecrets(secrets, form))
  return secrets
}

const moment = (server: TestServer, inSeconds: number) => server.database.dialect === 'sqlite' ? String(Date.now() + inSeconds * 1000) : `now() + interval '${inSeconds} seconds'`

async function expire(server: TestServer, id: string): Promise<void> {
  await server.database.rows(`update account set "accessTokenExpiresAt" = ${moment(server, -1)} where id = '${id}'`)
}

async function tokenOf(server: TestServer, userId: string, platform: PlatformId, accountId: string): Promise<{ token?: string, error?: string }> {
  const response = await fetch(`${server.url}/api/tokens?${new URLSearchParams({ userId, platform, accountId })}`)
  return (await response.json() as { token?: string, error?: string }[])[0]!
}

/** Connects one more account of the user. @returns its row's id and whose it is */
async function connect(user: Visitor, platform: OAuthPlatformId): Promise<{ id: string, identity: string }> {
  const { account, identity } = await connectOAuth(user.server, platform, user)
  return { id: account.id, identity }
}

async function refreshes(server: TestServer, platform: OAuthPlatformId, identity: string): Promise<number> {
  return (await server.sandbox.requests({ platform, endpoint: 'refresh' })).filter(request => request.identity === identity).length
}

/** Writes accounts straight into the database, many at a time, for one test. */
async function seed(server: TestServer, userId: string, rows: ({ id: string, platform: PlatformId } & Secrets)[]): Promise<void> {
  const now = moment(server, 0)
  onTestFinished(async () => void await server.database.rows(`delete from account where "userId" = '${userId}'`))
  for (let from = 0; from < rows.length; from += 1000) {
    const values = rows.slice(from, from + 1000).map(({ id, platform, ...secrets }) => {
      const stored = secretColumns.map(column => secrets[column] === undefined ? 'null' : `'${secrets[column]}'`)
      return `('${id}', '${userId}', '${id}', '${providerOf(platform)}', ${stored.join(', ')}, ${now}, ${now})`
    })
    await server.database.rows(`insert into account (id, "userId", "accountId", "providerId", "accessToken", "refreshToken", "idToken", "createdAt", "updatedAt") values ${values.join(', ')}`)
  }
}

/** Starts `npm run vault:reseal` beside the server. */
function startReseal(server: TestServer, env: Record<string, string> = {}) {
  // A process group of its own: npm starts a shell, and the shell the program.
  const child = spawn('npm', ['run', 'vault:reseal'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...server.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', chunk => output += chunk)
  child.stderr.on('data', chunk => output += chunk)
  const code = new Promise<number | null>(resolve => child.once('close', resolve))
  return {
    ended: code.then(code => ({ code, output })),
    /** Kills it as soon as it has done so many rows. */
    async killAt(rows: number) {
      await expect.poll(() => Math.max(0, ...[...output.matchAll(/\] (\d+) of/g)].map(match => Number(match[1]))), { timeout: 30_000, interval: 5 }).toBeGreaterThanOrEqual(rows)
      process.kill(-child.pid!, 'SIGKILL')
      await code
    },
  }
}

function expectNone(secrets: Iterable<string>, text: string | Buffer, where: string): void {
  for (const secret of secrets) if (text.includes(secret)) expect.fail(`${where} holds ${secret.slice(0, 30)}...`)
}

onBothDialects('Secrets at rest', (server: TestServer, dialect) => {
  // The first test, since the others leave secrets in clear in the files of the database.
  it('of connected accounts are in no dump of the database once all platforms are connected and their tokens renewed', async () => {
    const user = await signUp(server)
    onTestFinished(async () => void await server.database.rows(`delete from account where "userId" = '${user.id}'`))
    for (const platform of renewedPlatforms) {
      const { id } = await connect(user, platform)
      await expire(server, id)
      expect(await tokenOf(server, user.id, platform, id)).toHaveProperty('token')
    }
    const { apiKey } = await server.sandbox.issueCredentials('devto', await newIdentity(server, 'devto'))
    await user.json('/api/auth/devto/accounts', { json: { apiKey } })

    const secrets = (await server.sandbox.secrets()).filter(secret => secret.length > 20)
    expect(secrets).toContain(apiKey)
    for (const kind of [...renewedPlatforms.map(id => `${id}_refresh`), 'x_access']) expect(secrets.some(secret => secret.startsWith(`sandbox_${kind}`))).toBe(true)
    expect(secrets.some(secret => secret.startsWith('eyJ'))).toBe(true)
    for (const [name, dump] of await dumpOf(server)) {
      if (name === 'account') expect(dump.includes('$ba$2$')).toBe(true)
      if (name === 'user') expect(dump.includes(user.email)).toBe(true)
      expectNone(secrets, dump, name)
    }
  })

  it('in every form side by side open, are renewed, and go on to after a reseal', async () => {
    const user = await signUp(server)
    const held: { label: string, platform: PlatformId, id: string, identity?: string, secrets: Secrets }[] = []
    for (const platform of renewedPlatforms) {
      for (const [name, form] of Object.entries(forms)) {
        const { id, identity } = await connect(user, platform)
        held.push({ label: `${platform}, ${name}`, platform, id, identity, secrets: await rewrite(server, id, form) })
      }
    }
    const hexadecimal = ['c0ffee', randomBytes(20).toString('hex'), randomBytes(20).toString('hex').toUpperCase(), randomBytes(150).toString('hex')]
    for (const platform of ['devto', 'reddit'] as const) {
      for (const accessToken of hexadecimal) held.push({ label: `${platform}, clear and hexadecimal`, platform, id: randomUUID(), secrets: { accessToken } })
    }
    await seed(server, user.id, held.filter(({ identity }) => !identity).map(({ id, platform, secrets }) => ({ id, platform, ...secrets })))

    async function expectAllOpen() {
      for (const { label, platform, id, secrets } of held) {
        expect(await tokenOf(server, user.id, platform, id), label).toEqual({ token: secrets.accessToken })
      }
    }
    async function expectAllRenewed(form?: Form) {
      for (const account of held) {
        const { label, platform, id, identity } = account
        if (!identity) continue
        const asked = await refreshes(server, platform as OAuthPlatformId, identity)
        await expire(server, id)
        const { token } = await tokenOf(server, user.id, platform, id)
        expect(token, label).toMatch(/^sandbox_/)
        expect(token, label).not.toBe(account.secrets.accessToken)
        expect(await refreshes(server, platform as OAuthPlatformId, identity), label).toBe(asked + 1)
        account.secrets = form ? await rewrite(server, id, form) : await mapSecrets(await storedSecrets(server, id), opened)
      }
    }

    await expectAllOpen()
    // What is written is sealed under the current version, whatever it was before, and all of the row.
    await expectAllRenewed(forms.clear)
    await expectAllOpen()
    for (const { id, secrets, label } of held) {
      const name = label.split(', ')[1] as keyof typeof forms
      if (name in forms) await store(server, id, await mapSecrets(secrets, forms[name]))
    }

    const { code, output } = await startReseal(server).ended
    expect(output).toMatch(new RegExp(`${held.length} accounts with secrets: ${held.length - renewedPlatforms.length} resealed, ${renewedPlatforms.length} already current, 0 unreadable`))
    expect(code).toBe(0)
    for (const { label, id, secrets } of held) expect(await mapSecrets(await storedSecrets(server, id), opened), label).toEqual(secrets)
    await expectAllOpen()
    await expectAllRenewed()
    // The databases leave what was overwritten in their files until they are told to clean up.
    await server.database.rows('vacuum')
    if (server.database.dialect === 'sqlite') await server.database.rows('pragma wal_checkpoint(truncate)')
    for (const [name, dump] of await dumpOf(server)) expectNone([...await server.sandbox.secrets(), ...hexadecimal.slice(1)], dump, name)
    expectNone([...await server.sandbox.secrets(), ...keys.values(), plain, ...hexadecimal.slice(1)], output + server.log(), 'The output or the log')
  })

  if (dialect === 'sqlite') it('under a version that is no longer configured are reported by id, and the rest is resealed', async () => {
    const user = await signUp(server)
    const rows = await Promise.all(Array.from({ length: 5 }, async (_, number) => {
      const secrets = { accessToken: `access-${number}`, refreshToken: `refresh-${number}` }
      return { id: randomUUID(), platform: 'x' as const, ...await mapSecrets(secrets, number < 2 ? retired : forms['version 1']) }
    }))
    // Of this one only the access token is lost, and that can be renewed.
    const half = { id: randomUUID(), platform: 'x' as const, accessToken: await retired('access-half'), refreshToken: await forms['version 1']('refresh-half') }
    await seed(server, user.id, [...rows, half])
    const before = await storedSecrets(server, rows[0]!.id)

    const { code, output } = await startReseal(server).ended
    expect(code).toBe(1)
    expect(output).toContain('3 unreadable')
    for (const [number, { id }] of [...rows, half].entries()) expect(output.includes(id), id).toBe(number < 2 || id === half.id)
    expect(await storedSecrets(server, rows[0]!.id)).toEqual(before)
    for (const number of [2, 3, 4]) {
      expect(await mapSecrets(await storedSecrets(server, rows[number]!.id), opened)).toEqual({ accessToken: `access-${number}`, refreshToken: `refresh-${number}` })
    }
    const { accessToken, refreshToken } = await storedSecrets(server, half.id)
    expect([accessToken, await opened(refreshToken)]).toEqual([half.accessToken, 'refresh-half'])
  })

  it('do not show when a reseal fails', async () => {
    const user = await signUp(server)
    const accessToken = `clear-${randomUUID()}`
    await seed(server, user.id, [{ id: randomUUID(), platform: 'x', accessToken }])
    const sqlite = server.database.dialect === 'sqlite'
    await server.database.rows(sqlite
      ? 'create trigger broken before update on account begin select raise(abort, \'broken\'); end'
      : 'alter table account add constraint broken check ("accessToken" = \'\') not valid')
    onTestFinished(async () => void await server.database.rows(sqlite ? 'drop trigger broken' : 'alter table account drop constraint broken'))
    const { code, output } = await startReseal(server).ended
    expect(code).toBe(1)
    expect(output).toContain('broken')
    expectNone([accessToken], output, 'The output')
  })

  it('are resealed while the platform is asked to renew them, and no grant is burnt', async () => {
    const user = await signUp(server)
    for (const platform of renewedPlatforms) {
      const { id, identity } = await connect(user, platform)
      const secrets = await rewrite(server, id, forms['version 1'])
      await expire(server, id)
      await server.sandbox.fault({ platform, endpoint: 'refresh', identity, fault: { kind: 'delay', ms: 500 } })
      const renewal = tokenOf(server, user.id, platform, id)
      await expect.poll(() => refreshes(server, platform, identity)).toBe(1)
      // What a reseal that comes by now does to the row.
      await store(server, id, await mapSecrets(secrets, forms['version 2']))
      const { token } = await renewal
      expect(await opened((await storedSecrets(server, id)).accessToken), platform).toBe(token)
      await expire(server, id)
      expect(await tokenOf(server, user.id, platform, id), platform).toEqual({ token: expect.stringMatching(/^sandbox_/) as string })
    }
  })

  it('of 3,200 accounts survive a reseal that is killed, beside a server that renews tokens', async () => {
    const user = await signUp(server)
    const rows = await manyAccounts()
    await seed(server, user.id, rows.map(({ id, stored }) => ({ id, platform: 'google' as const, ...stored })))

    const isCurrent = secretColumns.map(column => `"${column}" like '$ba$2$%'`).join(' and ')
    const current = async () => Number((await server.database.rows(`select count(*) as number from account where "userId" = '${user.id}' and ${isCurrent}`))[0]!.number)
    const already = await current()
    await startReseal(server).killAt(1_000)
    const afterKill = await current()
    expect([already < afterKill, afterKill < rows.length]).toEqual([true, true])

    const busy = await signUp(server)
    const accounts = [await connect(busy, 'x'), await connect(busy, 'x'), await connect(busy, 'x')]
    const last = startReseal(server)
    let running = true
    void last.ended.then(() => running = false)
    const rounds = await Promise.all(accounts.map(async ({ id }) => {
      let round = 0
      for (; running; round++) {
        await wait(20)
        expect(await tokenOf(server, busy.id, 'x', id), `round ${round}`).toEqual({ token: expect.stringMatching(/^sandbox_x_access_/) as string })
        // As a server that has not been told of the new version would leave it: the reseal takes it up when it comes by.
        const sealed = await storedSecrets(server, id)
        const older = await mapSecrets(await mapSecrets(sealed, opened), forms[round % 2 ? 'version 1' : 'clear'])
        await server.database.rows(`update account set "accessToken" = '${older.accessToken}', "refreshToken" = '${older.refreshToken}', "accessTokenExpiresAt" = ${moment(server, -1)} where id = '${id}' and "accessToken" = '${sealed.accessToken}'`)
      }
      return round
    }))
    const { code, output } = await last.ended
    expect(code).toBe(0)
    expect(Math.min(...rounds)).toBeGreaterThan(5)
    for (const { id } of accounts) {
      await expire(server, id)
      const { token } = await tokenOf(server, busy.id, 'x', id)
      expect(await opened((await storedSecrets(server, id)).accessToken)).toBe(token)
    }

    expect(output).toMatch(/\[#{15}\.{15}\] \d+ of \d+\n/)
    expect(output).toMatch(/\[#{30}\] (\d+) of \1\n/)
    const [, total, resealed, left] = /(\d+) accounts with secrets: (\d+) resealed, (\d+) already current, 0 unreadable/.exec(output)!.map(Number)
    expect(resealed! + left!).toBe(total)
    expect(left).toBeGreaterThanOrEqual(afterKill)
    const stored = new Map((await allOf(user)).map(row => [row.id, row]))
    expect(stored.size).toBe(rows.length)
    for (const { id, secrets } of rows) {
      const row = stored.get(id)!
      for (const column of secretColumns) if (await opened(row[column]) !== secrets[column]) expect.fail(`${column} of ${id} is lost`)
    }

    const again = await startReseal(server).ended
    expect(again.output).toMatch(/(\d+) accounts with secrets: 0 resealed, \1 already current, 0 unreadable/)
    expect(new Map((await allOf(user)).map(row => [row.id, row]))).toEqual(stored)
    expectNone(rows.flatMap(({ secrets }) => Object.values(secrets)), output + again.output + server.log(), 'The output or the log')
  }, 120_000)

  async function allOf({ id }: Visitor): Promise<Row[]> {
    return server.database.rows(`select id, "accessToken", "refreshToken", "idToken" from account where "userId" = '${id}' and "providerId" = 'google'`)
  }
}, rotated, layeredApp)

let prepared: Promise<{ id: string, secrets: Secrets, stored: Secrets }[]> | undefined

/** Three secrets each, in all forms. Sealing them takes a while, so that both dialects get the same. */
function manyAccounts() {
  return prepared ??= Promise.all(Array.from({ length: 3_200 }, async (_, number) => {
    const form = Object.values<Form>(forms)[number % 4]!
    const secrets = Object.fromEntries(secretColumns.map(column => [column, `${column}-${number}-${randomBytes(24).toString('base64url')}`]))
    return { id: randomUUID(), secrets, stored: await mapSecrets(secrets, form) }
  }))
}

/** All tables with all columns, and on SQLite every byte of its files. */
async function dumpOf({ database }: TestServer): Promise<[string, Buffer | string][]> {
  const tables = await database.rows(database.dialect === 'sqlite'
    ? 'select name from sqlite_master where type = \'table\''
    : 'select format(\'%I.%I\', table_schema, table_name) as name from information_schema.tables where table_schema not in (\'pg_catalog\', \'information_schema\')')
  const dump: [string, Buffer | string][] = []
  for (const { name } of tables) {
    const rows = await database.rows(`select * from ${database.dialect === 'sqlite' ? `"${String(name)}"` : String(name)}`)
    dump.push([String(name).replace(/^public\./, '').replaceAll('"', ''), JSON.stringify(rows)])
  }
  expect(dump.map(([name]) => name)).toEqual(expect.arrayContaining(['account', 'connection', 'session', 'user', 'verification']))
  if (database.dialect === 'sqlite') {
    const path = database.env.SQLITE_PATH!
    const files = (await readdir(dirname(path))).filter(file => file.startsWith(basename(path)))
    expect(files).toContain(`${basename(path)}-wal`)
    for (const file of files) dump.push([file, await readFile(join(dirname(path), file))])
  }
  return dump
}
