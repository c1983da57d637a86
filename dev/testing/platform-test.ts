import { randomBytes } from 'node:crypto'
import { afterEach, expect } from 'vitest'
import type { Account } from '../../shared/account'
import type { PlatformDefinition } from '../../shared/platforms'
import type { Identity, SandboxClient } from '../sandbox'
import { sandboxHost } from '../sandbox/derived/address'
import { shownProfile } from '../sandbox/derived/profile'
import type { TestTarget } from './visitor'
import { Visitor } from './visitor'

/** Options of `describePlatform`. The functions are called when tests run, so the server can be started later. */
export interface DescribePlatformOptions {
  /** Base URL of the server. It must use the sandbox through `SANDBOX_URL`. */
  url: () => string
  /** Client for the sandbox that the server uses. */
  sandbox: () => SandboxClient
  /** The platform's connector, if it has one. Needed to know whether it revokes grants. */
  connector?: { revoke?: unknown }
}

/** Context of the tests of one platform. */
export interface PlatformTest<Definition extends PlatformDefinition = PlatformDefinition> {
  definition: Definition
  /** Whether disconnecting revokes the grant at the platform. */
  revokes: boolean
  /** Host of the account, on platforms where users name it. */
  host: { host?: string }
  target(): TestTarget
  signUp(): Promise<Visitor>
  /** Adds an identity to the simulated platform that no other test uses. */
  newIdentity(): Promise<Identity>
  accountsOf(user: Visitor): Promise<Account[]>
  refresh(user: Visitor, account: Account): Promise<Response>
  disconnect(user: Visitor, account: Account): Promise<unknown>
  /** Lists the requests of the server for an identity, oldest first. */
  calls(endpoint: 'token' | 'refresh' | 'revoke', identity: Identity): Promise<{ status: number, clientAuth?: string, pkce?: boolean }[]>
}

/** Creates the context for the tests of one platform. After each test, it asserts that no response contained a secret. */
export function createPlatformTest<Definition extends PlatformDefinition>(definition: Definition, { url, sandbox, connector }: DescribePlatformOptions): PlatformTest<Definition> {
  const { id } = definition
  const visitors: Visitor[] = []
  const target = () => ({ url: url(), sandbox: sandbox() })

  afterEach(async () => {
    const secrets = await sandbox().secrets()
    for (const answer of visitors.splice(0).flatMap(({ received }) => received)) {
      // Not expect().not.toContain(), because its message would print the response and the secret.
      const leaked = secrets.find(secret => answer.includes(secret))
      if (leaked) expect.fail(`A response contains the secret ${leaked.slice(0, 24)}...`)
    }
  })

  return {
    definition,
    revokes: connector?.revoke !== undefined || (definition.kind === 'oauth' && definition.endpoints.revoke !== undefined),
    host: definition.host === 'user' ? { host: sandboxHost(id) } : {},
    target,
    async signUp() {
      const visitor = new Visitor(target())
      visitors.push(visitor)
      return visitor.signUp()
    },
    newIdentity: () => sandbox().addIdentity(id, { id: `person-${randomBytes(5).toString('hex')}` }),
    accountsOf: user => user.json(`/api/auth/${id}/accounts`),
    refresh: (user, account) => user.fetch(`/api/auth/${id}/accounts/refresh`, { json: { accountId: account.id } }),
    disconnect: (user, account) => user.json(`/api/auth/${id}/accounts?accountId=${account.id}`, { method: 'DELETE' }),
    calls: async (endpoint, identity) => (await sandbox().requests({ platform: id, endpoint })).filter(call => call.identity === identity.id),
  }
}

/** Asserts that an account has the profile of an identity, according to the mapping of the definition. */
export function expectProfile(account: Account, { id, host, profile }: PlatformDefinition, identity: Identity): void {
  if (host === 'user') expect(account.host).toBe(sandboxHost(id))
  else expect(account.accountId).toBe(identity.accountId)
  if (!profile) return
  const { username, name, email, image } = shownProfile(profile, id, identity, '')
  const shown = Object.entries({ username, name, email }).filter(([, value]) => typeof value === 'string')
  expect(account).toMatchObject(Object.fromEntries(shown))
  if (image !== undefined) expect(account.profileImageUrl).toContain(`/avatars/${id}/${identity.id}.svg`)
}

/** Asserts an error response of the account API. */
export async function expectError(response: Response, status: number, code?: string): Promise<void> {
  const body = await response.json() as { code?: string }
  expect([response.status, code && body.code]).toEqual([status, code])
}
