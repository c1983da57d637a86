import { randomInt } from 'node:crypto'
import { authorizeRoutes } from '../authorize'
import type { Reply, SandboxRequest } from '../http'
import { json } from '../http'
import type { CodeProblem } from '../oauth'
import { checkCode, isClient, pkceProblem, splitScopes, tokenEndpoint } from '../oauth'
import type { ProviderContext, ProviderDefinition } from '../provider'
import type { Grant } from '../provider-state'
import { me } from './x-profile'

/** @see https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code */
const SCOPES = new Set(('tweet.read tweet.write tweet.moderate.write users.email users.read follows.read follows.write '
  + 'offline.access space.read mute.read mute.write like.read like.write list.read list.write block.read block.write '
  + 'bookmark.read bookmark.write dm.read dm.write media.write').split(' '))

const CODE_PROBLEMS: Record<CodeProblem, string> = {
  code: 'Value passed for the authorization code was invalid.',
  redirect_uri: 'Value passed for the redirect uri did not match the uri of the authorization code.',
  verifier_missing: 'Missing required parameter [code_verifier].',
  verifier_wrong: 'Value passed for the code verifier did not match the code challenge.',
}

/**
 * X: PKCE is required, access tokens expire after two hours, refresh tokens are single-use.
 *
 * @see https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token
 */
export const x: ProviderDefinition = {
  identities: [
    { id: 'alice', accountId: '1700000000000000001', username: 'sandbox_alice', name: 'Sandbox Alice', email: 'alice@sandbox.test' },
    { id: 'bob', accountId: '1700000000000000002', username: 'sandbox_bob', name: 'Sandbox Bob', email: 'bob@sandbox.test' },
    { id: 'noemail', accountId: '1700000000000000003', username: 'sandbox_noemail', name: 'Sandbox No Email' },
  ],
  createAccountId: () => `17${String(randomInt(2 ** 47)).padStart(17, '0')}`,
  routes: context => [
    ...authorizeRoutes({
      path: '/x.com/i/oauth2/authorize',
      problem(query) {
        if (query.get('response_type') !== 'code') return { page: 'response_type must be "code"' }
        if (!query.get('state')) return { page: 'state is missing' }
        const pkce = pkceProblem(query, true)
        if (pkce) return { page: pkce }
        const scopes = splitScopes(query.get('scope'))
        const unknown = scopes.find(scope => !SCOPES.has(scope))
        return scopes.length && !unknown ? undefined : { page: `Invalid scope: ${unknown ?? '(none)'}` }
      },
      scopes: query => splitScopes(query.get('scope')),
      approve: (_query, _identity, scopes) => ({ scopes, offline: scopes.includes('offline.access') }),
    }, context),
    { method: 'POST', path: '/api.x.com/2/oauth2/token', endpoint: tokenEndpoint, handle: request => token(request, context) },
    { method: 'POST', path: '/api.x.com/2/oauth2/revoke', endpoint: 'revoke', handle: request => revoke(request, context) },
    { method: 'GET', path: '/api.x.com/2/users/me', endpoint: 'profile', handle: request => me(request, context) },
  ],
}

function token(request: SandboxRequest, { client, state }: ProviderContext): Reply {
  if (!isClient(request, client)) return unauthorizedClient()

  const { form } = request
  const answer = (grant: Grant, offline: boolean) => json(200, {
    token_type: 'bearer',
    expires_in: state.accessTokenSeconds,
    access_token: state.issueAccessToken(grant),
    scope: grant.scopes.join(' '),
    refresh_token: offline ? state.issueRefreshToken(grant) : undefined,
  })
  switch (form.get('grant_type')) {
    case 'authorization_code': {
      const details = checkCode(form, state)
      if (typeof details === 'string') return invalid(CODE_PROBLEMS[details])
      return answer(state.openGrant(form.get('code') ?? '', details), details.offline)
    }
    case 'refresh_token': {
      const value = form.get('refresh_token')
      const spent = state.findToken(value)
      // A second use of a refresh token means that it may have been stolen, so the grant is revoked.
      if (spent?.used) spent.grant.revoked = true
      const refresh = state.liveToken(value, 'refresh')
      if (!refresh) return invalid('Value passed for the token was invalid.')
      refresh.used = true
      return answer(refresh.grant, true)
    }
    case null:
      return invalid('Missing required parameter [grant_type].')
    default:
      return json(400, { error: 'unsupported_grant_type', error_description: 'Value passed for the grant_type was invalid.' })
  }
}

/** @see https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token#revoking-a-token */
function revoke(request: SandboxRequest, { client, state }: ProviderContext): Reply {
  if (!isClient(request, client)) return unauthorizedClient()
  const value = request.form.get('token')
  if (!value) return invalid('Missing required parameter [token].')
  const found = state.findToken(value)
  if (found?.kind === 'access') found.revoked = true
  else if (found) found.grant.revoked = true
  return json(200, { revoked: true })
}

function invalid(description: string): Reply {
  return json(400, { error: 'invalid_request', error_description: description })
}

function unauthorizedClient(): Reply {
  return json(401, { error: 'unauthorized_client', error_description: 'Missing valid authorization header' })
}
