import { randomInt, randomUUID } from 'node:crypto'
import { seal } from '../../../server/vault/seal'
import { signUp } from '../session'
import { ask } from './ask'
import type { Answer, AskInit } from './ask'
import type { Instance } from './instance'
import { judge } from './judge'
import type { Expectation } from './judge'
import { secret } from './world'
import type { World } from './world'

// The vault of this process seals as the servers do.
process.env.BETTER_AUTH_SECRET = secret

/** A connected X account: its refresh tokens can be used once only. */
export interface XAccount {
  /** Row id. */
  id: string
  userId: string
  /** Who it is at the simulated platform. */
  identity: string
}

/** A signed-in user. */
export interface Person {
  userId: string
  /** Headers of each request: the session, and an address of their own. */
  headers: Record<string, string>
}

/** Signs up a user at an instance. */
export async function createPerson(at: Instance): Promise<Person> {
  const address = { 'x-forwarded-for': `10.${randomInt(250)}.${randomInt(250)}.${randomInt(1, 250)}` }
  const { userId, cookie } = await signUp(at.url, `${randomUUID()}@example.com`, address)
  return { userId, headers: { ...address, cookie } }
}

/** Connects X accounts of new identities to a user, without the consent page. Their access tokens have expired. */
export async function createXAccounts({ sandbox, database }: World, userId: string, count: number): Promise<XAccount[]> {
  const { identities, state } = sandbox.state.platforms.get('x')!
  const now = new Date()
  const accounts: XAccount[] = []
  const rows = []
  for (let number = 0; number < count; number++) {
    const { id: identity, accountId } = identities.put({ id: `person-${randomUUID()}` })
    const grant = { identity, scopes: ['users.read', 'tweet.read', 'offline.access'], revoked: false }
    const id = randomUUID()
    accounts.push({ id, userId, identity })
    rows.push({
      id,
      userId,
      accountId,
      providerId: 'twitter',
      accessToken: await seal(state.issueAccessToken(grant)),
      refreshToken: await seal(state.issueRefreshToken(grant)),
      accessTokenExpiresAt: new Date(now.getTime() - 1000),
      scope: grant.scopes.join(','),
      createdAt: now,
      updatedAt: now,
    })
  }
  await database.insert('account', rows)
  await database.insert('connection', rows.map(({ id, accountId }) => ({ id, username: `user_${accountId}`, updatedAt: now })))
  return accounts
}

/** Sends a request to an instance, and judges the answer. */
export async function askInstance(world: World, instance: Instance, path: string, init: AskInit, expectation: Expectation): Promise<Answer & { ok: boolean }> {
  const { kills } = instance
  const wasKilled = () => instance.kills !== kills
  const answer = await ask(instance.url + path, { ...init, headers: { origin: instance.url, ...init.headers } })
  return { ...answer, ok: judge(world.tally, answer, { wasKilled, ...expectation }) }
}

/** Path of the route that returns an account's token. */
export function tokenPath({ userId, id }: XAccount): string {
  return `/api/bench/access-token?${new URLSearchParams({ userId, accountId: id })}`
}

/** Asks an instance for an account's token. The answer must be a token that works at the platform. */
export async function askForToken(world: World, instance: Instance, account: XAccount, expectation: Partial<Expectation> = {}): Promise<{ status: number, token?: string }> {
  const { status, body, ok } = await askInstance(world, instance, tokenPath(account), {}, {
    what: 'token',
    check: body => problemOf(world, account, (body as { token: string }).token),
    ...expectation,
  })
  return { status, token: ok ? (JSON.parse(body) as { token: string }).token : undefined }
}

/** Milliseconds by which a server may overestimate the lifetime of a token: it counts from the answer, and the platform from the request. */
const clockTolerance = 5000

function problemOf({ sandbox }: World, { identity }: XAccount, token: string): string | undefined {
  const found = sandbox.state.platforms.get('x')!.state.findToken(token)
  if (found?.kind !== 'access') return 'the platform did not issue it'
  if (found.grant.identity !== identity) return 'it is another account\'s'
  if (found.revoked || found.grant.revoked) return 'the platform has ended it'
  return found.expiresAt + clockTolerance < Date.now() ? 'it has expired' : undefined
}
