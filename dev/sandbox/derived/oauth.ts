import type { OAuthPlatformDefinition } from '../../../shared/platforms'
import { authorizeRoutes } from '../authorize'
import type { Reply, SandboxRequest } from '../http'
import { json } from '../http'
import { checkCode, clientAuthOf, pkceProblem, splitScopes, tokenEndpoint } from '../oauth'
import type { ProviderContext, ProviderDefinition, Route } from '../provider'
import type { Grant } from '../provider-state'
import { defaultAccounts } from './accounts'
import { pathsOf } from './address'
import { userinfoOf, userinfoRoutes } from './userinfo'

/**
 * Creates the simulator of a standard OAuth platform. It enforces the definition:
 * it refuses another client authentication, a missing or unexpected PKCE challenge
 * and another scope separator, so that an error in the definition fails in tests.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749
 */
export function deriveOAuthSimulator(definition: OAuthPlatformDefinition): ProviderDefinition | undefined {
  const userinfo = userinfoOf(definition)
  return userinfo && {
    ...defaultAccounts(definition),
    routes(context) {
      const { state } = context
      const { authorize, token, revoke } = definition.endpoints
      const post = (address: string, route: Pick<Route, 'endpoint' | 'handle'>) =>
        pathsOf(definition, address).map((path): Route => ({ method: 'POST', path, ...route }))
      return [
        ...pathsOf(definition, authorize).flatMap(path => authorizeRoutes({
          path,
          problem: query => authorizeProblem(definition, query),
          scopes: query => splitScopes(query.get('scope'), separatorOf(definition)),
          approve: (_query, _identity, scopes) => ({ scopes, offline: hasRefreshTokens(definition) }),
        }, context)),
        ...post(token, { endpoint: tokenEndpoint, handle: request => answerToken(definition, request, context) }),
        ...revoke ? post(revoke, { endpoint: 'revoke', handle: request => answerRevoke(definition, request, context) }) : [],
        ...userinfoRoutes(userinfo, context, 401, given => state.liveToken(given.token ?? null, 'access')?.grant.identity),
      ]
    },
  }
}

function separatorOf({ scopeSeparator = ' ' }: OAuthPlatformDefinition): string {
  return scopeSeparator
}

function hasRefreshTokens({ refresh }: OAuthPlatformDefinition): boolean {
  return refresh === 'rotating' || refresh === 'reusable'
}

function authorizeProblem(definition: OAuthPlatformDefinition, query: URLSearchParams): { page: string } | undefined {
  if (query.get('response_type') !== 'code') return { page: 'response_type must be "code"' }
  if (!query.get('state')) return { page: 'state is missing' }
  const separator = separatorOf(definition)
  const other = separator === ' ' ? ',' : ' '
  if (query.get('scope')?.includes(other)) return { page: `Scopes are separated by "${separator}", not by "${other}"` }
  const absent = Object.keys(definition.authorizeParams ?? {}).find(name => !query.has(name))
  if (absent) return { page: `${absent} is missing` }
  if (!definition.pkce) return query.has('code_challenge') ? { page: 'code_challenge is not supported' } : undefined
  const pkce = pkceProblem(query, true)
  return pkce ? { page: pkce } : undefined
}

function answerToken(definition: OAuthPlatformDefinition, request: SandboxRequest, { client, state }: ProviderContext): Reply {
  if (clientAuthOf(request, client) !== definition.clientAuth) return invalidClient(definition)
  const { form } = request

  const answer = (grant: Grant, refreshToken?: string) => json(200, {
    access_token: state.issueAccessToken(grant),
    token_type: 'Bearer',
    expires_in: Number.isFinite(state.accessTokenSeconds) ? state.accessTokenSeconds : undefined,
    refresh_token: refreshToken,
    refresh_token_expires_in: refreshToken === undefined ? undefined : definition.lifetimes?.refreshToken,
    scope: grant.scopes.join(separatorOf(definition)),
  })
  switch (form.get('grant_type')) {
    case 'authorization_code': {
      const details = checkCode(form, state)
      if (typeof details === 'string') return error(400, 'invalid_grant', `The check of the ${details} failed`)
      const grant = state.openGrant(form.get('code') ?? '', details)
      return answer(grant, details.offline ? state.issueRefreshToken(grant) : undefined)
    }
    case 'refresh_token': {
      if (!hasRefreshTokens(definition)) break
      const found = state.findToken(form.get('refresh_token'))
      // A second use of a single-use token means that it may have been stolen, so the grant is revoked.
      if (found?.used) found.grant.revoked = true
      const live = state.liveToken(form.get('refresh_token'), 'refresh')
      if (!live) return error(400, 'invalid_grant', 'The refresh token is unknown, spent, expired or revoked')
      if (definition.refresh === 'reusable') return answer(live.grant)
      live.used = true
      return answer(live.grant, state.issueRefreshToken(live.grant))
    }
  }
  // For an exchange of access tokens, grant type and parameter have no standard names, so any are accepted.
  if (definition.refresh === 'exchange' && form.get('grant_type')) {
    const live = [...form.values()].map(value => state.liveToken(value, 'access')).find(token => token !== undefined)
    return live ? answer(live.grant) : error(400, 'invalid_grant', 'No parameter is a live access token')
  }
  return error(400, 'unsupported_grant_type', `grant_type ${form.get('grant_type') ?? '(none)'} is not supported`)
}

/** Revoking a refresh token revokes its grant. Revoking an access token does so only without refresh tokens. @see https://www.rfc-editor.org/rfc/rfc7009#section-2.1 */
function answerRevoke(definition: OAuthPlatformDefinition, request: SandboxRequest, { client, state }: ProviderContext): Reply {
  if (clientAuthOf(request, client) !== definition.clientAuth) return invalidClient(definition)
  const token = request.form.get('token')
  if (!token) return error(400, 'invalid_request', 'token is missing')
  const found = state.findToken(token)
  if (found?.kind === 'access' && hasRefreshTokens(definition)) found.revoked = true
  else if (found) found.grant.revoked = true
  return json(200, {})
}

function invalidClient({ clientAuth }: OAuthPlatformDefinition): Reply {
  const place = clientAuth === 'basic' ? 'HTTP Basic' : 'client_id and client_secret in the body, and nowhere else'
  return error(401, 'invalid_client', `The client is unknown or not given by ${place}`)
}

function error(status: number, code: string, description: string): Reply {
  return json(status, { error: code, error_description: description })
}
