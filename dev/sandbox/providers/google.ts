import { randomInt } from 'node:crypto'
import { authorizeRoutes } from '../authorize'
import type { Reply, SandboxRequest } from '../http'
import { json } from '../http'
import type { CodeProblem } from '../oauth'
import { basicCredentials, bearerToken, checkCode, pkceProblem, splitScopes, tokenEndpoint } from '../oauth'
import type { ProviderContext, ProviderDefinition } from '../provider'
import type { Grant } from '../provider-state'
import { claimsOf, createIdTokenSigner, type IdTokenSigner } from './google-id-token'

const EMAIL = 'https://www.googleapis.com/auth/userinfo.email'
const PROFILE = 'https://www.googleapis.com/auth/userinfo.profile'
const IDENTITY_SCOPES = new Set(['openid', EMAIL, PROFILE])

const CODE_PROBLEMS: Record<CodeProblem, [error: string, description: string]> = {
  code: ['invalid_grant', 'Bad Request'],
  redirect_uri: ['redirect_uri_mismatch', 'Bad Request'],
  verifier_missing: ['invalid_grant', 'Missing code verifier.'],
  verifier_wrong: ['invalid_grant', 'Invalid code verifier.'],
}

/**
 * Google: signed id tokens, granular consent, a refresh token only on the first offline consent.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/web-server
 * @see https://developers.google.com/identity/openid-connect/openid-connect
 */
export const google: ProviderDefinition = {
  identities: [
    { id: 'alice', accountId: '100000000000000000001', username: 'alice', name: 'Sandbox Alice', email: 'alice@sandbox.test' },
    { id: 'bob', accountId: '100000000000000000002', username: 'bob', name: 'Sandbox Bob', email: 'bob@sandbox.test' },
    { id: 'noemail', accountId: '100000000000000000003', username: 'noemail', name: 'Sandbox No Email' },
  ],
  createAccountId: () => `1${String(randomInt(2 ** 47)).padStart(20, '0')}`,
  routes(context) {
    const signer = createIdTokenSigner(context)
    return [
      ...authorizeRoutes({
        path: '/accounts.google.com/o/oauth2/v2/auth',
        problem(query) {
          if (query.get('response_type') !== 'code') return { page: 'Error 400: invalid_request. response_type must be "code"' }
          const pkce = pkceProblem(query, false)
          if (pkce) return { page: `Error 400: invalid_request. ${pkce}` }
          const scopes = requestedScopes(query)
          const unknown = scopes.find(scope => !IDENTITY_SCOPES.has(scope) && !scope.startsWith('https://'))
          if (!scopes.length || unknown) return { page: `Error 400: invalid_scope. ${unknown ?? '(none)'}` }
          // The sandbox has no session for the user, so it cannot grant access without the consent page.
          return query.get('prompt') === 'none' ? { redirect: 'interaction_required' } : undefined
        },
        scopes: requestedScopes,
        isOptional: scope => !IDENTITY_SCOPES.has(scope),
        approve(query, { id }, scopes) {
          const earlier = context.state.consentOf(id)
          const granted = query.get('include_granted_scopes') === 'true' ? [...new Set([...scopes, ...earlier ?? []])] : scopes
          context.state.addConsent(id, scopes)
          const asksConsent = (query.get('prompt') ?? '').split(' ').includes('consent')
          return {
            scopes: granted,
            offline: query.get('access_type') === 'offline' && (!earlier || asksConsent),
            params: { scope: granted.join(' '), authuser: '0', prompt: !earlier || asksConsent ? 'consent' : 'none' },
          }
        },
      }, context),
      { method: 'POST', path: '/oauth2.googleapis.com/token', endpoint: tokenEndpoint, handle: request => token(request, context, signer) },
      { method: 'POST', path: '/oauth2.googleapis.com/revoke', endpoint: 'revoke', handle: request => revoke(request, context) },
      { method: 'GET', path: '/openidconnect.googleapis.com/v1/userinfo', endpoint: 'profile', handle: request => userinfo(request, context) },
      {
        method: 'GET',
        path: '/www.googleapis.com/oauth2/v3/certs',
        endpoint: 'certs',
        handle: async () => json(200, await signer.jwks(), { 'cache-control': 'public, max-age=3600' }),
      },
    ]
  },
}

/** Google always returns the long names of `email` and `profile`. */
function requestedScopes(query: URLSearchParams): string[] {
  const long: Record<string, string> = { email: EMAIL, profile: PROFILE }
  return [...new Set(splitScopes(query.get('scope')).map(scope => long[scope] ?? scope))]
}

async function token(request: SandboxRequest, context: ProviderContext, signer: IdTokenSigner): Promise<Reply> {
  const { state } = context
  const { form } = request
  const refused = refuseClient(request, context)
  if (refused) return refused

  const answer = async (grant: Grant, refreshToken?: string) => {
    const accessToken = state.issueAccessToken(grant)
    return json(200, {
      access_token: accessToken,
      expires_in: state.accessTokenSeconds,
      refresh_token: refreshToken,
      scope: grant.scopes.join(' '),
      token_type: 'Bearer',
      id_token: grant.scopes.includes('openid') ? await signer.sign(grant, accessToken) : undefined,
    })
  }
  switch (form.get('grant_type')) {
    case 'authorization_code': {
      const details = checkCode(form, state)
      if (typeof details === 'string') return error(400, ...CODE_PROBLEMS[details])
      const grant = state.openGrant(form.get('code') ?? '', details)
      return answer(grant, details.offline ? state.issueRefreshToken(grant) : undefined)
    }
    case 'refresh_token': {
      const value = form.get('refresh_token')
      const refresh = state.liveToken(value, 'refresh')
      if (refresh) return answer(refresh.grant)
      return error(400, 'invalid_grant', state.findToken(value) ? 'Token has been expired or revoked.' : 'Bad Request')
    }
    default:
      return error(400, 'unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type') ?? ''}`)
  }
}

function refuseClient({ headers, form }: SandboxRequest, { client }: ProviderContext): Reply | undefined {
  const given = basicCredentials(headers) ?? { id: form.get('client_id'), secret: form.get('client_secret') }
  if (!given.id) return error(400, 'invalid_request', 'Could not determine client ID from request.')
  if (given.id !== client.id) return error(401, 'invalid_client', 'The OAuth client was not found.')
  if (!given.secret) return error(400, 'invalid_request', 'client_secret is missing.')
  return given.secret === client.secret ? undefined : error(401, 'invalid_client', 'The provided client secret is invalid.')
}

/** Revoking any token of a user revokes all grants of the user for the app. */
function revoke({ form, query }: SandboxRequest, { state }: ProviderContext): Reply {
  const live = state.liveToken(form.get('token') ?? query.get('token'))
  if (!live) return error(400, 'invalid_token', 'Token expired or revoked')
  state.revokeIdentity(live.grant.identity)
  return json(200, {})
}

/** @see https://developers.google.com/identity/openid-connect/openid-connect#obtaininguserprofileinformation */
function userinfo({ headers }: SandboxRequest, { state, identities, origin }: ProviderContext): Reply {
  const access = state.liveToken(bearerToken(headers), 'access')
  const identity = access && identities.get(access.grant.identity)
  if (!identity) return error(401, 'invalid_request', 'Invalid Credentials')
  return json(200, claimsOf(identity, access.grant.scopes, origin))
}

function error(status: number, code: string, description: string): Reply {
  return json(status, { error: code, error_description: description })
}
