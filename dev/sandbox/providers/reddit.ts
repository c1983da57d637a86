import { createHash, randomInt } from 'node:crypto'
import { authorizeRoutes } from '../authorize'
import type { Reply, SandboxRequest } from '../http'
import { escapeHtml, json } from '../http'
import { avatarUrl } from '../identities'
import { bearerToken, checkCode, isClient, splitScopes, tokenEndpoint } from '../oauth'
import type { ProviderContext, ProviderDefinition } from '../provider'
import type { Grant } from '../provider-state'

/** @see https://www.reddit.com/api/v1/scopes */
const SCOPES = new Set(('* account creddits edit flair history identity livemanage modconfig modcontributors modflair '
  + 'modlog modmail modnote modothers modposts modself modtraffic modwiki mysubreddits privatemessages read report '
  + 'save structuredstyles submit subscribe vote wikiedit wikiread').split(' '))

/**
 * Reddit: HTTP Basic client authentication, no PKCE, reusable refresh tokens.
 *
 * @see https://github.com/reddit-archive/reddit/wiki/OAuth2
 */
export const reddit: ProviderDefinition = {
  identities: [
    { id: 'alice', accountId: 'sbxalice', username: 'sandbox_alice', name: 'Sandbox Alice' },
    { id: 'bob', accountId: 'sbxbob', username: 'sandbox_bob', name: 'Sandbox Bob' },
  ],
  createAccountId: () => `sbx${randomInt(36 ** 5).toString(36)}`,
  routes: context => [
    ...authorizeRoutes({
      path: '/www.reddit.com/api/v1/authorize',
      problem(query) {
        // Reddit shows its own error page for all of these, without a redirect to the app.
        if (query.get('response_type') !== 'code') return { page: 'invalid response_type: it must be "code"' }
        if (!query.get('state')) return { page: 'state is missing' }
        if (!['temporary', 'permanent', null].includes(query.get('duration'))) return { page: 'invalid duration' }
        const scopes = requestedScopes(query)
        const unknown = scopes.find(scope => !SCOPES.has(scope))
        return scopes.length && !unknown ? undefined : { page: `invalid scope: ${unknown ?? '(none)'}` }
      },
      scopes: requestedScopes,
      approve: (query, _identity, scopes) => ({ scopes, offline: query.get('duration') === 'permanent' }),
      // As the real Reddit does. Browsers keep the fragment when the callback redirects.
      fragment: '_',
    }, context),
    { method: 'POST', path: '/www.reddit.com/api/v1/access_token', endpoint: tokenEndpoint, handle: request => token(request, context) },
    { method: 'POST', path: '/www.reddit.com/api/v1/revoke_token', endpoint: 'revoke', handle: request => revoke(request, context) },
    { method: 'GET', path: '/oauth.reddit.com/api/v1/me', endpoint: 'profile', handle: request => me(request, context) },
    { method: 'POST', path: '/oauth.reddit.com/api/submit', endpoint: 'publish', handle: request => submit(request, context) },
  ],
}

function requestedScopes(query: URLSearchParams): string[] {
  return splitScopes(query.get('scope'), /[ ,]+/)
}

function token(request: SandboxRequest, { client, state }: ProviderContext): Reply {
  if (!isClient(request, client)) return unauthorized({ 'www-authenticate': 'Basic realm="reddit"' })

  const { form } = request
  const answer = (grant: Grant, refreshToken?: string) => json(200, {
    access_token: state.issueAccessToken(grant),
    token_type: 'bearer',
    expires_in: state.accessTokenSeconds,
    scope: grant.scopes.join(' '),
    refresh_token: refreshToken,
  })
  switch (form.get('grant_type')) {
    case 'authorization_code': {
      // Reddit sends errors of the code exchange with status 200.
      if (!form.get('code') || !form.get('redirect_uri')) return json(200, { error: 'invalid_request' })
      const details = checkCode(form, state)
      if (typeof details === 'string') return json(200, { error: 'invalid_grant' })
      const grant = state.openGrant(form.get('code') ?? '', details)
      return answer(grant, details.offline ? state.issueRefreshToken(grant) : undefined)
    }
    case 'refresh_token': {
      const refresh = state.liveToken(form.get('refresh_token'), 'refresh')
      return refresh ? answer(refresh.grant) : json(400, { message: 'Bad Request', error: 400 })
    }
    default:
      return json(200, { error: 'unsupported_grant_type' })
  }
}

/** Reddit responds with 204 to any token. Revoking an access token does not revoke its refresh token. */
function revoke(request: SandboxRequest, { client, state }: ProviderContext): Reply {
  if (!isClient(request, client)) return unauthorized({ 'www-authenticate': 'Basic realm="reddit"' })
  const found = state.findToken(request.form.get('token'))
  if (found?.kind === 'access') found.revoked = true
  else if (found) found.grant.revoked = true
  return { status: 204 }
}

/** @see https://www.reddit.com/dev/api/#GET_api_v1_me */
function me({ headers, query }: SandboxRequest, { origin, identities, state }: ProviderContext): Reply {
  if (!headers['user-agent']) return json(429, { message: 'Too Many Requests', error: 429 })
  const access = state.liveToken(bearerToken(headers), 'access')
  const identity = access && identities.get(access.grant.identity)
  if (!identity) return unauthorized({ 'www-authenticate': 'Bearer realm="reddit", error="invalid_token"' })
  if (!access.grant.scopes.some(scope => scope === 'identity' || scope === '*')) {
    return json(403, { message: 'Forbidden', error: 403 }, { 'www-authenticate': 'Bearer realm="reddit", error="insufficient_scope"' })
  }
  const signature = createHash('sha256').update(identity.id).digest('hex').slice(0, 40)
  const icon = `${avatarUrl(origin, 'reddit', identity)}?width=256&height=256&crop=256:256,smart&s=${signature}`
  return json(200, {
    id: identity.accountId,
    name: identity.username,
    // Without `raw_json=1`, Reddit escapes &, < and > in all strings, including URLs.
    icon_img: query.get('raw_json') === '1' ? icon : escapeHtml(icon),
    subreddit: { display_name: `u_${identity.username}`, title: identity.name },
    total_karma: 1234,
    link_karma: 1000,
    comment_karma: 234,
    created_utc: 1_577_836_800,
    verified: true,
    has_verified_email: true,
    is_gold: false,
    is_suspended: false,
    over_18: false,
  })
}

/** @see https://www.reddit.com/dev/api/#POST_api_submit */
function submit({ headers, form }: SandboxRequest, { identities, state }: ProviderContext): Reply {
  if (!headers['user-agent']) return json(429, { message: 'Too Many Requests', error: 429 })
  const access = state.liveToken(bearerToken(headers), 'access')
  if (!access || !identities.get(access.grant.identity)) return unauthorized({ 'www-authenticate': 'Bearer realm="reddit", error="invalid_token"' })
  if (!access.grant.scopes.some(scope => scope === 'submit' || scope === '*')) {
    return json(403, { message: 'Forbidden', error: 403 }, { 'www-authenticate': 'Bearer realm="reddit", error="insufficient_scope"' })
  }
  // Reddit sends errors about a post with status 200.
  if (!form.get('title')) return json(200, { json: { errors: [['NO_TEXT', 'we need something here', 'title']] } })
  const id = randomInt(36 ** 6).toString(36)
  return json(200, { json: { errors: [], data: { id, name: `t3_${id}`, url: `https://www.reddit.com/r/${form.get('sr')}/comments/${id}/` } } })
}

function unauthorized(headers: Record<string, string>): Reply {
  return json(401, { message: 'Unauthorized', error: 401 }, headers)
}
