import { createHash, createHmac, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { symmetricEncrypt } from 'better-auth/crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandboxClient, startSandbox } from '../../dev/sandbox'
import type { Sandbox } from '../../dev/sandbox'
import type { Account, AccountsByPlatform } from '../../shared/account'
import { createDatabase, dialects, layeredApp, startServer } from '../setup/server'
import type { TestDatabase, TestServer } from '../setup/server'

// A database that the first release made, with its schema, its journal, its provider ids and its seal.

const secret = 'a-secret-for-tests-that-is-long-enough-0123456789'
const userId = randomUUID()
const sessionToken = randomUUID()
const key = { keys: new Map([[1, secret]]), currentVersion: 1, legacySecret: secret }
const seal = (data: string) => symmetricEncrypt({ key, data })

const clients = {
  reddit: { authorize: 'https://www.reddit.com/api/v1/authorize', token: 'www.reddit.com/api/v1/access_token', scope: 'identity read', parameters: { duration: 'permanent' } },
  x: { authorize: 'https://x.com/i/oauth2/authorize', token: 'api.x.com/2/oauth2/token', scope: 'users.read tweet.read offline.access', parameters: { code_challenge_method: 'S256', code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url') } },
} as const

/** Consents and exchanges the code, as an app does. @returns the refresh token */
async function consent(sandbox: Sandbox, platform: keyof typeof clients): Promise<string> {
  const { authorize, token, scope, parameters } = clients[platform]
  const redirect_uri = 'http://localhost:3000/callback'
  const query = new URLSearchParams({ response_type: 'code', client_id: `sandbox-${platform}`, redirect_uri, scope, state: 'state', ...parameters })
  const callback = await createSandboxClient(sandbox.url).decide(`${authorize}?${query}`, { identity: 'alice', decision: 'approve' })
  const response = await fetch(`${sandbox.url}/${token}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`sandbox-${platform}:sandbox-${platform}-secret`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code: new URL(callback).searchParams.get('code')!, redirect_uri, ...platform === 'x' && { code_verifier: 'v'.repeat(43) } }),
  })
  return (await response.json() as { refresh_token: string }).refresh_token
}

async function fill({ dialect, rows }: TestDatabase, sandbox: Sandbox): Promise<void> {
  const file = `drizzle/${dialect}/0000_initial_schema.sql`
  const text = await readFile(file, 'utf8')
  for (const statement of text.split('--> statement-breakpoint')) await rows(statement)
  const { entries: [entry] } = JSON.parse(await readFile(`drizzle/${dialect}/meta/_journal.json`, 'utf8')) as { entries: { when: number }[] }
  if (dialect === 'postgresql') await rows('create schema drizzle')
  const journal = dialect === 'sqlite' ? '__drizzle_migrations' : 'drizzle.__drizzle_migrations'
  await rows(`create table ${journal} (id ${dialect === 'sqlite' ? 'integer' : 'serial'} primary key, hash text not null, created_at bigint)`)
  await rows(`insert into ${journal} (hash, created_at) values ('${createHash('sha256').update(text).digest('hex')}', ${entry!.when})`)

  const moment = (milliseconds: number) => dialect === 'sqlite' ? String(Date.now() + milliseconds) : `'${new Date(Date.now() + milliseconds).toISOString()}'`
  const now = moment(0)
  await rows(`insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt") values ('${userId}', 'Alice', 'alice@example.com', ${dialect === 'sqlite' ? 0 : false}, ${now}, ${now})`)
  await rows(`insert into session (id, "userId", "expiresAt", token, "createdAt", "updatedAt") values ('session', '${userId}', ${moment(86_400_000)}, '${sessionToken}', ${now}, ${now})`)
  const insert = (id: string, provider: string, accountId: string, accessToken: string, refreshToken?: string) => rows(
    `insert into account (id, "userId", "accountId", "providerId", "accessToken", "refreshToken", "accessTokenExpiresAt", scope, "createdAt", "updatedAt")
     values ('${id}', '${userId}', '${accountId}', '${provider}', '${accessToken}', ${refreshToken ? `'${refreshToken}'` : 'null'}, ${refreshToken ? moment(-1000) : 'null'}, 'identity', ${now}, ${now})`)
  await insert('reddit-row', 'reddit', 'sbxalice', await seal('expired'), await seal(await consent(sandbox, 'reddit')))
  await insert('x-row', 'twitter', '1700000000000000001', await seal('expired'), await seal(await consent(sandbox, 'x')))
  await insert('devto-row', 'devto', '9000001', await seal('sandbox-devto-key-alice-0001'))
  await rows(`insert into connection (id, username, name, "updatedAt") values ('x-row', 'sandbox_alice', 'Sandbox Alice', ${now})`)
}

describe.each(dialects)('A database of the first release on %s', (dialect) => {
  let sandbox: Sandbox
  let database: TestDatabase
  let server: TestServer
  const cookie = `better-auth.session_token=${encodeURIComponent(`${sessionToken}.${createHmac('sha256', secret).update(sessionToken).digest('base64')}`)}`
  const get = async <T>(path: string) => await (await fetch(server.url + path, { headers: { cookie } })).json() as T

  beforeAll(async () => {
    sandbox = await startSandbox()
    database = await createDatabase(dialect)
    await fill(database, sandbox)
    server = await startServer(dialect, { ...database.env, SANDBOX_URL: sandbox.url }, layeredApp)
  })
  afterAll(async () => {
    await server?.stop()
    await database.drop()
    await sandbox.close()
  })

  it('keeps its sessions and lists its accounts', async () => {
    const accounts = await get<AccountsByPlatform>('/api/auth/accounts')
    expect([accounts.reddit, accounts.x, accounts.devto].map(list => list.map(({ id, platform, providerId, userId }: Account) => [id, platform, providerId, userId]))).toEqual([
      [['reddit-row', 'reddit', 'reddit', userId]],
      [['x-row', 'x', 'x', userId]],
      [['devto-row', 'devto', 'devto', userId]],
    ])
    expect(accounts.x).toMatchObject([{ username: 'sandbox_alice', status: 'healthy' }])
  })

  it.each(['reddit', 'x', 'devto'] as const)('opens what it sealed, and renews it: %s', async (platform) => {
    const [result] = await get<{ token?: string }[]>(`/api/tokens?${new URLSearchParams({ userId, platform })}`)
    expect(result).toHaveProperty('token')
    expect(result!.token).not.toBe('expired')
    if (platform !== 'devto') expect(await createSandboxClient(sandbox.url).secrets()).toContain(result!.token)
    else expect(result!.token).toBe('sandbox-devto-key-alice-0001')
  })
})
