import { randomInt } from 'node:crypto'
import type { Reply, SandboxRequest } from '../http'
import { json } from '../http'
import type { Identity } from '../identities'
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
    { method: 'POST', path: '/dev.to/api/articles', endpoint: 'publish', handle: request => publish(request, context) },
  ],
}

/** Whose key a request carries, or what Forem answers without one. */
function authenticate({ headers }: SandboxRequest, { identities, state }: ProviderContext): Identity | Reply {
  if (!headers['user-agent']) return json(403, { error: 'Forbidden Bots', status: 403 })
  const key = headers['api-key']
  return identities.get(typeof key === 'string' ? state.useApiKey(key) ?? '' : '') ?? json(401, { error: 'unauthorized', status: 401 })
}

/** @see https://developers.forem.com/api/v1#tag/articles/operation/createArticle */
function publish(request: SandboxRequest, context: ProviderContext): Reply {
  const identity = authenticate(request, context)
  if ('status' in identity) return identity
  const { article } = JSON.parse(request.text || '{}') as { article?: { title?: string, body_markdown?: string, published?: boolean } }
  if (!article?.title) return json(422, { error: 'Validation failed: Title can\'t be blank', status: 422 })
  const slug = `${article.title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-1a2b`
  return json(201, {
    type_of: 'article',
    id: randomInt(1_000_000, 9_999_999),
    title: article.title,
    slug,
    url: `https://dev.to/${identity.username}/${slug}`,
    published_at: article.published ? new Date().toISOString() : null,
    body_markdown: article.body_markdown ?? '',
    user: { username: identity.username, name: identity.name },
  })
}

function me(request: SandboxRequest, context: ProviderContext): Reply {
  const identity = authenticate(request, context)
  if ('status' in identity) return identity
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
    profile_image: avatarUrl(context.origin, 'devto', identity),
  })
}
