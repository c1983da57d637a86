import { randomInt } from 'node:crypto'
import definition from '../../../shared/platforms/devto'
import { presentedCredentials } from '../derived/api-request'
import { deriveKeySimulator } from '../derived/key'
import type { Reply, SandboxRequest } from '../http'
import { json } from '../http'
import type { ProviderContext, ProviderDefinition, Route } from '../provider'

const derived = deriveKeySimulator(definition)!

/**
 * Dev.to (Forem): the derived simulator with an endpoint to publish articles. Requests
 * without a `User-Agent` are refused.
 *
 * @see https://developers.forem.com/api/v1
 */
export const devto: ProviderDefinition = {
  ...derived,
  routes: context => [
    ...derived.routes(context),
    { method: 'POST', path: '/dev.to/api/articles', endpoint: 'publish', handle: request => publish(request, context) } satisfies Route,
  ].map(route => ({
    ...route,
    handle: request => request.headers['user-agent'] ? route.handle(request) : json(403, { error: 'Forbidden Bots', status: 403 }),
  })),
}

/** @see https://developers.forem.com/api/v1#tag/articles/operation/createArticle */
function publish({ headers, text }: SandboxRequest, { identities, state }: ProviderContext): Reply {
  const given = presentedCredentials(definition, headers)
  const identity = given && identities.get(state.credentials.use(given) ?? '')
  if (!identity) return json(401, { error: 'unauthorized', status: 401 })
  const { article } = JSON.parse(text || '{}') as { article?: { title?: string, body_markdown?: string, published?: boolean } }
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
