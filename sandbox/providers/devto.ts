import { randomInt } from 'node:crypto'
import type { Reply, SandboxRequest } from '../http'
import { json } from '../http'
import { avatarUrl } from '../identities'
import type { ProviderContext, ProviderDefinition } from '../provider'

/**
 * Dev.to (Forem): an API key in a header, nothing else.
 *
 * @see https://developers.forem.com/api/v1#tag/users/operation/getUserMe
 */
export const devto: ProviderDefinition = {
  label: 'Dev.to',
  // Keys do not expire; nothing here issues an access token.
  accessTokenSeconds: 0,
  identities: [
    { id: 'alice', accountId: '9000001', username: 'sandbox_alice', name: 'Sandbox Alice', email: 'alice@sandbox.test' },
    // Forem shows an email only to users who made theirs public.
    { id: 'bob', accountId: '9000002', username: 'sandbox_bob', name: 'Sandbox Bob' },
  ],
  apiKeys: {
    'sandbox-devto-key-alice-0001': 'alice',
    'sandbox-devto-key-bob-0002': 'bob',
  },
  createAccountId: () => String(randomInt(9_100_000, 9_999_999)),
  routes: context => [
    { method: 'GET', path: '/dev.to/api/users/me', endpoint: 'profile', handle: request => me(request, context) },
  ],
}

function me({ headers }: SandboxRequest, { origin, identities, state }: ProviderContext): Reply {
  if (!headers['user-agent']) return json(403, { error: 'Forbidden Bots', status: 403 })
  const key = headers['api-key']
  const identity = identities.get(typeof key === 'string' ? state.useApiKey(key) ?? '' : '')
  if (!identity) return json(401, { error: 'unauthorized', status: 401 })
  return json(200, {
    type_of: 'user',
    id: Number(identity.accountId),
    username: identity.username,
    name: identity.name,
    summary: 'An account of the local sandbox',
    twitter_username: null,
    github_username: null,
    email: identity.email ?? null,
    website_url: null,
    location: null,
    joined_at: 'Jan  1, 2020',
    profile_image: avatarUrl(origin, 'devto', identity),
  })
}
