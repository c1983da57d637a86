import { randomBytes, randomInt } from 'node:crypto'
import { authorizeRoutes } from '../authorize'
import type { Reply, SandboxRequest } from '../http'
import { json, page } from '../http'
import { errorPage } from '../consent-page'
import { avatarUrl } from '../identities'
import { bearerToken, checkCode, clientAuthOf, isLoopbackUrl, pkceProblem, splitScopes } from '../oauth'
import type { ProviderDefinition, RegisteredClient, Route } from '../provider'
import type { Grant } from '../provider-state'

/** A client that is registered at one server. */
interface App extends RegisteredClient {
  host: string
  redirectUri: string
  scopes: Set<string>
}

/** @see https://docs.joinmastodon.org/api/oauth-scopes/ */
const SCOPES = new Set(('profile read read:accounts read:blocks read:bookmarks read:favourites read:filters read:follows read:lists '
  + 'read:mutes read:notifications read:search read:statuses write write:accounts write:blocks write:bookmarks write:conversations '
  + 'write:favourites write:filters write:follows write:lists write:media write:mutes write:notifications write:reports write:statuses push follow').split(' '))

/**
 * Mastodon at every host below `sandbox.test`. Each host is a separate server, with
 * its own clients and tokens. All servers have the same accounts, with the same ids.
 *
 * @see https://docs.joinmastodon.org/methods/oauth/
 */
export const mastodon: ProviderDefinition = {
  identities: [
    { id: 'alice', accountId: '110000000000000001', username: 'sandbox_alice', name: 'Sandbox Alice', email: 'alice@sandbox.test' },
    { id: 'bob', accountId: '110000000000000002', username: 'sandbox_bob', name: 'Sandbox Bob', email: 'bob@sandbox.test' },
  ],
  createAccountId: () => `11${String(randomInt(2 ** 47)).padStart(16, '0')}`,
  routes(context) {
    const { state } = context
    const apps = new Map<string, App>()
    const clientIdsByCode = new Map<string, string>()
    const hosts = new WeakMap<Grant, string>()

    const appOf = ({ path, form, query }: SandboxRequest) => {
      const app = apps.get(query.get('client_id') ?? form.get('client_id') ?? '')
      return app?.host === hostOf(path) ? app : undefined
    }
    /** Finds the client that a request authenticates as. */
    const authenticated = (request: SandboxRequest) => {
      const app = appOf(request)
      return app && clientAuthOf(request, app) ? app : undefined
    }

    /** @see https://docs.joinmastodon.org/methods/apps/#create */
    function register({ path, form }: SandboxRequest): Reply {
      const redirectUri = form.get('redirect_uris') ?? ''
      const scopes = splitScopes(form.get('scopes') ?? 'read')
      if (!form.get('client_name')) return json(422, { error: 'Validation failed: Application name can\'t be blank' })
      if (!isLoopbackUrl(redirectUri)) return json(422, { error: 'Validation failed: Redirect URI must be an absolute URI. The sandbox only redirects to this machine.' })
      if (!scopes.every(scope => SCOPES.has(scope))) return json(422, { error: 'Validation failed: Scopes doesn\'t match configured on the server.' })
      const app = { host: hostOf(path), id: randomBytes(32).toString('base64url'), secret: randomBytes(32).toString('base64url'), redirectUri, scopes: new Set(scopes) }
      apps.set(app.id, app)
      // The secret belongs to no identity.
      state.record(app.secret, '')
      return json(200, {
        id: String(apps.size),
        name: form.get('client_name'),
        website: form.get('website'),
        scopes,
        redirect_uri: redirectUri,
        redirect_uris: [redirectUri],
        client_id: app.id,
        client_secret: app.secret,
        client_secret_expires_at: 0,
      })
    }

    /** The authorization endpoint of one server, with the client of the request. */
    async function authorize(request: SandboxRequest): Promise<Reply> {
      const app = appOf(request)
      if (!app) return page(401, errorPage('Mastodon', 'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.'))
      const [show, decide] = authorizeRoutes({
        path: request.path,
        problem(query) {
          if (query.get('response_type') !== 'code') return { redirect: 'unsupported_response_type' }
          if (query.get('redirect_uri') !== app.redirectUri) return { page: 'The redirect uri included is not valid.' }
          const scopes = requestedScopes(query)
          if (!scopes.every(scope => app.scopes.has(scope))) return { redirect: 'invalid_scope' }
          return pkceProblem(query, false) ? { redirect: 'invalid_request' } : undefined
        },
        scopes: requestedScopes,
        approve: (_query, _identity, scopes) => ({ scopes, offline: false }),
      }, { ...context, client: app })
      const reply = await (request.method === 'GET' ? show! : decide!).handle(request)
      const code = reply.headers?.location && new URL(reply.headers.location).searchParams.get('code')
      if (code) clientIdsByCode.set(code, app.id)
      return reply
    }

    function token(request: SandboxRequest): Reply {
      const app = authenticated(request)
      if (!app) return error(401, 'invalid_client', 'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.')
      const { form } = request
      const answer = (grant: Grant) => {
        hosts.set(grant, app.host)
        return json(200, { access_token: state.issueAccessToken(grant), token_type: 'Bearer', scope: grant.scopes.join(' '), created_at: Math.floor(Date.now() / 1000) })
      }
      switch (form.get('grant_type')) {
        case 'authorization_code': {
          const code = form.get('code') ?? ''
          const details = clientIdsByCode.get(code) === app.id ? checkCode(form, state) : 'code'
          if (typeof details === 'string') {
            return error(400, 'invalid_grant', 'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.')
          }
          return answer(state.openGrant(code, details))
        }
        case 'client_credentials': {
          const scopes = splitScopes(form.get('scope') ?? 'read')
          if (!scopes.every(scope => app.scopes.has(scope))) return error(400, 'invalid_scope', 'The requested scope is invalid, unknown, or malformed.')
          return answer({ identity: '', scopes, revoked: false })
        }
        default:
          return error(400, 'unsupported_grant_type', 'The authorization grant type is not supported by the authorization server.')
      }
    }

    /** @see https://docs.joinmastodon.org/methods/oauth/#revoke */
    function revoke(request: SandboxRequest): Reply {
      const found = state.findToken(request.form.get('token'))
      const app = authenticated(request)
      if (!app || !found || hosts.get(found.grant) !== app.host) return error(403, 'unauthorized_client', 'You are not authorized to revoke this token')
      found.grant.revoked = true
      return json(200, {})
    }

    /** @see https://docs.joinmastodon.org/methods/accounts/#verify_credentials */
    function verifyCredentials({ path, headers }: SandboxRequest): Reply {
      const host = hostOf(path)
      const access = state.liveToken(bearerToken(headers), 'access')
      if (!access || hosts.get(access.grant) !== host) return json(401, { error: 'The access token is invalid' })
      const identity = context.identities.get(access.grant.identity)
      if (!identity) return json(422, { error: 'This method requires an authenticated user' })
      if (!access.grant.scopes.some(scope => ['profile', 'read', 'read:accounts'].includes(scope))) return json(403, { error: 'This action is outside the authorized scopes' })
      const avatar = avatarUrl(context.origin, 'mastodon', identity)
      return json(200, {
        id: identity.accountId,
        username: identity.username,
        acct: identity.username,
        display_name: identity.name,
        locked: false,
        bot: false,
        created_at: '2020-01-01T00:00:00.000Z',
        note: '<p>An account of the local sandbox</p>',
        url: `https://${host}/@${identity.username}`,
        avatar,
        avatar_static: avatar,
        followers_count: 12,
        following_count: 34,
        statuses_count: 56,
        source: { privacy: 'public', sensitive: false, language: 'en', note: 'An account of the local sandbox', fields: [] },
      })
    }

    const at = (path: string) => `/*.sandbox.test${path}`
    return [
      { method: 'POST', path: at('/api/v1/apps'), endpoint: 'register', handle: register },
      { method: 'GET', path: at('/oauth/authorize'), endpoint: 'authorize', handle: authorize },
      { method: 'POST', path: at('/oauth/authorize'), endpoint: 'authorize', handle: authorize },
      // A client uses the grant type `client_credentials` to check that it is still registered.
      { method: 'POST', path: at('/oauth/token'), endpoint: ({ form }) => form.get('grant_type') === 'client_credentials' ? 'register' : 'token', clientOf: appOf, handle: token },
      { method: 'POST', path: at('/oauth/revoke'), endpoint: 'revoke', clientOf: appOf, handle: revoke },
      { method: 'GET', path: at('/api/v1/accounts/verify_credentials'), endpoint: 'profile', handle: verifyCredentials },
    ] satisfies Route[]
  },
}

function hostOf(path: string): string {
  return path.split('/')[1] ?? ''
}

function requestedScopes(query: URLSearchParams): string[] {
  return splitScopes(query.get('scope') ?? 'read')
}

function error(status: number, code: string, description: string): Reply {
  return json(status, { error: code, error_description: description })
}
