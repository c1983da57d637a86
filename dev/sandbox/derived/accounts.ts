import { randomInt } from 'node:crypto'
import type { PlatformDefinition } from '../../../shared/platforms'
import type { Identity } from '../identities'
import type { ProviderDefinition } from '../provider'

/** The predefined accounts of a derived simulator. Their ids are the same in every sandbox. */
export function defaultAccounts({ profile }: PlatformDefinition): Pick<ProviderDefinition, 'identities' | 'createAccountId'> {
  const identities: Identity[] = [
    { id: 'alice', accountId: '9000001', username: 'sandbox_alice', name: 'Sandbox Alice', email: 'alice@sandbox.test' },
    { id: 'bob', accountId: '9000002', username: 'sandbox_bob', name: 'Sandbox Bob', email: 'bob@sandbox.test' },
  ]
  if (profile?.email) identities.push({ id: 'noemail', accountId: '9000003', username: 'sandbox_noemail', name: 'Sandbox No Email' })
  return { identities, createAccountId: () => String(randomInt(9_100_000, 9_100_000 + 2 ** 40)) }
}
