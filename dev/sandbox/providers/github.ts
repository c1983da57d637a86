import { randomInt } from 'node:crypto'
import { authorizeRoutes } from '../authorize'
import type { Reply, SandboxRequest } from '../http'
import { json } from '../http'
import type { Identity } from '../identities'
import { avatarUrl } from '../identities'
import type { CodeProblem } from '../oauth'
import { bearerToken, checkCode, isClient, pkceProblem, splitScopes, tokenEndpoint } from '../oauth'
import type { ProviderContext, ProviderDefinition } from '../provider'
import type { Grant } from '../provider-state'

/** Scopes that GitHub removes from a grant, because another scope of the grant includes them. */
const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  'user': ['read:user', 'user:email', 'user:follow'],
  'repo': ['public_repo', 'repo:status', 'repo_deployment', 'repo:invite', 'security_events'],
  'admin:org': ['write:org', 'read:org'],
  'write:org': ['read:org'],
}

const CODE_PROBLEMS: Record<CodeProblem, string> = {
  code: 'bad_verification_code',
  redirect_uri: 'redirect_uri_mismatch',
  verifier_missing: 'bad_verification_code',
  verifier_wrong: 'bad_verification_code',
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  bad_verification_code: 'The code passed is incorrect or expired.',
  redirect_uri_mismatch: 'The redirect_uri MUST match the registered callback URL for this application.',
  incorrect_client_credentials: 'The client_id and/or client_secret passed are incorrect.',
  unsupported_grant_type: 'The grant_type is not supported.',
}

/**
 * GitHub for OAuth apps: tokens do not expire, there are no refresh tokens, the token
 * endpoint sends errors with status 200, and scopes are separated by commas.
 *
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
export const github: ProviderDefinition = {
  identities: [
    { id: 'alice', accountId: '9000001', username: 'sandbox-alice', name: 'Sandbox Alice', email: 'alice@sandbox.test' },
    { id: 'bob', accountId: '9000002', username: 'sandbox-bob', name: 'Sandbox Bob', email: 'bob@sandbox.test' },
    { id: 'noemail', accountId: '9000003', username: 'sandbox-noemail', name: 'Sandbox No Email' },
  ],
  createAccountId: () => String(randomInt(9_100_000, 9_100_000 + 2 ** 40)),
  routes: context => [
    ...authorizeRoutes({
      path: '/github.com/login/oauth/authorize',
      problem(query) {
        const pkce = pkceProblem(query, false)
        return pkce ? { page: pkce } : undefined
      },
      scopes: requestedScopes,
      approve: (_query, _identity, scopes) => ({ scopes: normalize(scopes), offline: false }),
    }, context),
    { method: 'POST', path: '/github.com/login/oauth/access_token', endpoint: tokenEndpoint, handle: request => token(request, context) },
    { method: 'GET', path: '/api.github.com/user', endpoint: 'profile', handle: request => user(request, context) },
    { method: 'GET', path: '/api.github.com/user/emails', endpoint: 'profile', handle: request => emails(request, context) },
    { method: 'DELETE', path: `/api.github.com/applications/${context.client.id}/grant`, endpoint: 'revoke', handle: request => deleteGrant(request, context) },
  ],
}

function requestedScopes(query: URLSearchParams): string[] {
  return splitScopes(query.get('scope'), /[ ,]+/)
}

function normalize(scopes: string[]): string[] {
  const included = new Set(scopes.flatMap(scope => INCLUDED[scope] ?? []))
  return scopes.filter(scope => !included.has(scope)).sort()
}

function token({ form, headers }: SandboxRequest, { client, state }: ProviderContext): Reply {
  const answer = (values: Record<string, string>): Reply => headers.accept?.includes('application/json')
    ? json(200, values)
    : { status: 200, headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body: new URLSearchParams(values).toString() }
  const refuse = (error: string) => answer({ error, error_description: DESCRIPTIONS[error] ?? '', error_uri: 'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/' })

  if (form.get('client_id') !== client.id || form.get('client_secret') !== client.secret) return refuse('incorrect_client_credentials')
  if (!['authorization_code', null].includes(form.get('grant_type'))) return refuse('unsupported_grant_type')
  const details = checkCode(form, state)
  if (typeof details === 'string') return refuse(CODE_PROBLEMS[details])
  const grant = state.openGrant(form.get('code') ?? '', details)
  return answer({ access_token: state.issueAccessToken(grant), token_type: 'bearer', scope: grant.scopes.join(',') })
}

/** Finds identity and grant of a request's token, or returns GitHub's error response if it is not valid. */
function authenticate({ headers }: SandboxRequest, { identities, state }: ProviderContext): { identity: Identity, grant: Grant } | Reply {
  if (!headers['user-agent']) return message(403, 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.')
  const access = state.liveToken(bearerToken(headers), 'access')
  const identity = access && identities.get(access.grant.identity)
  return identity ? { identity, grant: access.grant } : message(401, 'Bad credentials')
}

/** @see https://docs.github.com/en/rest/users/users#get-the-authenticated-user */
function user(request: SandboxRequest, context: ProviderContext): Reply {
  const caller = authenticate(request, context)
  if ('status' in caller) return caller
  const { accountId, username, name } = caller.identity
  return json(200, {
    login: username,
    id: Number(accountId),
    node_id: Buffer.from(`04:User${accountId}`).toString('base64'),
    avatar_url: avatarUrl(context.origin, 'github', caller.identity),
    html_url: `https://github.com/${username}`,
    type: 'User',
    name,
    // Only the public address, which most users do not set.
    email: null,
    created_at: '2020-01-01T00:00:00Z',
  }, { 'x-oauth-scopes': caller.grant.scopes.join(', ') })
}

/** @see https://docs.github.com/en/rest/users/emails#list-email-addresses-for-the-authenticated-user */
function emails(request: SandboxRequest, context: ProviderContext): Reply {
  const caller = authenticate(request, context)
  if ('status' in caller) return caller
  if (!caller.grant.scopes.some(scope => scope === 'user:email' || scope === 'user')) return message(404, 'Not Found')
  const { username, email, emailVerified = true } = caller.identity
  return json(200, [
    { email: `${username}@users.noreply.github.com`, primary: false, verified: true, visibility: null },
    // An identity without an email address has an unverified one here.
    email ? { email, primary: true, verified: emailVerified, visibility: 'private' } : { email: 'unconfirmed@sandbox.test', primary: true, verified: false, visibility: 'private' },
  ])
}

/** @see https://docs.github.com/en/rest/apps/oauth-applications#delete-an-app-authorization */
function deleteGrant(request: SandboxRequest, { client, state }: ProviderContext): Reply {
  if (!isClient(request, client)) return message(401, 'Requires authentication')
  const { access_token } = JSON.parse(request.text || '{}') as { access_token?: unknown }
  if (typeof access_token !== 'string') return message(422, 'Validation Failed')
  const live = state.liveToken(access_token, 'access')
  if (!live) return message(404, 'Not Found')
  state.revokeIdentity(live.grant.identity)
  return { status: 204 }
}

function message(status: number, text: string): Reply {
  return json(status, { message: text, documentation_url: 'https://docs.github.com/rest', status: String(status) })
}
