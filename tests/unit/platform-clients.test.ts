import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSandboxClient, startSandbox } from '../../dev/sandbox'
import type { Sandbox, SandboxClient } from '../../dev/sandbox'
import definition from '../../shared/platforms/mastodon'
import mastodon from '../../server/platforms/mastodon'
import { connectorContext } from '../setup/connector-context'

const folder = mkdtempSync(join(tmpdir(), 'connect-clients-'))
const [first, second] = ['first-secret', 'second-secret'].map(secret => `${secret}-that-is-long-enough-0123456789`) as [string, string]
const registration = { redirectUri: 'http://localhost:3000/api/auth/callback/mastodon', scopes: ['read:accounts'] }
const home = 'mastodon.sandbox.test'

let sandbox: Sandbox
let control: SandboxClient
let databases = 0

beforeAll(async () => {
  sandbox = await startSandbox()
  control = createSandboxClient(sandbox.url)
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  await control.reset()
  const path = join(folder, `${databases++}.db`)
  const file = new BetterSqlite3(path)
  for (const migration of readdirSync('drizzle/sqlite').filter(name => name.endsWith('.sql')).sort()) {
    file.exec(readFileSync(`drizzle/sqlite/${migration}`, 'utf8').replaceAll('--> statement-breakpoint', ''))
  }
  file.close()
  vi.stubEnv('SQLITE_PATH', path)
  vi.stubEnv('DATABASE_URL', '')
})
afterEach(async () => {
  vi.unstubAllEnvs()
})

/** A process of the server with these secrets; each reads its environment once. */
async function start(secrets = `1:${first}`) {
  vi.resetModules()
  vi.stubEnv('BETTER_AUTH_SECRETS', secrets)
  const { clientFor, resealClients, storedClient } = await import('../../server/vault/clients')
  const { closeDatabase, platformClient, useDatabase } = await import('../../server/database')
  return {
    resealClients,
    storedClient: (host = home) => storedClient('mastodon', host),
    clientFor: (host = home, asked: Partial<typeof registration> = {}) => clientFor(mastodon, { ...registration, ...asked }, connectorContext(sandbox.url, definition, { host })),
    rows: () => useDatabase().select().from(platformClient),
    stop: closeDatabase,
  }
}

/** How often the server registered itself. */
const registrations = async () => (await control.requests({ platform: 'mastodon', endpoint: 'register' })).filter(({ path }) => path.endsWith('/api/v1/apps')).length

describe('the registration at a host that a user named', () => {
  it('is made once, kept sealed and used again', async () => {
    const { clientFor, storedClient, rows, stop } = await start()
    expect(await storedClient()).toBeUndefined()
    const client = await clientFor()
    expect(await clientFor()).toEqual(client)
    expect(await storedClient()).toEqual(client)
    expect(await registrations()).toBe(1)
    expect(await rows()).toEqual([expect.objectContaining({ platform: 'mastodon', host: home, clientId: client.clientId, redirectUri: registration.redirectUri, scopes: 'read:accounts' })])
    expect(JSON.stringify(await rows())).not.toContain(client.clientSecret)
    await stop()
  })

  it('is another one at each host', async () => {
    const { clientFor, rows, stop } = await start()
    expect(await clientFor('other.sandbox.test')).not.toEqual(await clientFor())
    expect(await rows()).toHaveLength(2)
    await stop()
  })

  it('is one for all who ask at the same moment', async () => {
    const { clientFor, rows, stop } = await start()
    const clients = await Promise.all(Array.from({ length: 5 }, () => clientFor()))
    expect(new Set(clients.map(({ clientId }) => clientId)).size).toBe(1)
    expect(await rows()).toHaveLength(1)
    await stop()
  })

  it('is made anew when the host forgot it', async () => {
    const { clientFor, storedClient, rows, stop } = await start()
    const forgotten = await clientFor()
    await control.fault({ platform: 'mastodon', endpoint: 'register', fault: { kind: 'status', status: 401, body: { error: 'invalid_client' } } })
    const client = await clientFor()
    expect(client).not.toEqual(forgotten)
    expect(await storedClient()).toEqual(client)
    expect(await rows()).toHaveLength(1)
    await stop()
  })

  it('stays when the host only says that it cannot tell', async () => {
    const { clientFor, stop } = await start()
    const client = await clientFor()
    await control.fault({ platform: 'mastodon', endpoint: 'register', fault: { kind: 'status', status: 400, body: { error: 'unsupported_grant_type' } } })
    expect(await clientFor()).toEqual(client)
    await stop()
  })

  it.each([{ redirectUri: 'http://localhost:3001/api/auth/callback/mastodon' }, { scopes: ['read:accounts', 'write:statuses'] }])('is made anew where it does not cover %j', async (asked) => {
    const { clientFor, rows, stop } = await start()
    const narrow = await clientFor()
    const client = await clientFor(home, asked)
    expect(client).not.toEqual(narrow)
    expect(await clientFor(home, asked)).toEqual(client)
    expect(await rows()).toHaveLength(1)
    await stop()
  })

  it.each([404, 503])('leaves nothing behind when the host answers %i', async (status) => {
    const { clientFor, rows, stop } = await start()
    await control.fault({ platform: 'mastodon', endpoint: 'register', fault: { kind: 'status', status } })
    await expect(clientFor()).rejects.toMatchObject({ code: status === 404 ? 'HOST_REFUSED' : 'PLATFORM_UNREACHABLE' })
    expect(await rows()).toEqual([])
    await stop()
  })

  it('is resealed under a new secret, and made anew where the old secret is gone', async () => {
    const before = await start()
    const client = await before.clientFor()
    await before.stop()

    const rotated = await start(`2:${second},1:${first}`)
    await rotated.resealClients()
    await rotated.stop()

    const after = await start(`2:${second}`)
    expect(await after.storedClient()).toEqual(client)
    await after.stop()

    const lost = await start(`3:${first}-3`)
    expect(await lost.storedClient()).toBeUndefined()
    expect(await lost.clientFor()).not.toEqual(client)
    await lost.stop()
  })
})
