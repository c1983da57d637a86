import { createHmac, randomBytes, randomInt } from 'node:crypto'
import { sandboxHost } from '../derived/address'
import type { Reply, SandboxRequest } from '../http'
import { json } from '../http'
import type { Identity } from '../identities'
import { avatarUrl } from '../identities'
import { bearerToken } from '../oauth'
import type { ProviderDefinition, Route } from '../provider'
import type { Grant, Token } from '../provider-state'

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

/**
 * Bluesky with app passwords. A session consists of an access token and a refresh
 * token, both JWTs. A refresh token can be used only once. The real server accepts a
 * second use within two hours, but the simulator does not, so that tests detect it.
 *
 * Every host below `sandbox.test` claims to have these accounts. The directory
 * names `bluesky.sandbox.test` as their server, so the other hosts are impostors.
 *
 * @see https://docs.bsky.app/docs/api/com-atproto-server-create-session
 */
export const bluesky: ProviderDefinition = {
  identities: [
    { id: 'alice', accountId: 'did:plc:sandboxalice234567abcdef', username: 'alice.bluesky.sandbox.test', name: 'Sandbox Alice', email: 'alice@sandbox.test' },
    { id: 'bob', accountId: 'did:plc:sandboxbob234567abcdefgh', username: 'bob.bluesky.sandbox.test', name: 'Sandbox Bob', email: 'bob@sandbox.test' },
  ],
  createAccountId: () => `did:plc:${Array.from({ length: 24 }, () => BASE32[randomInt(32)]).join('')}`,
  routes(context) {
    const { state, identities } = context
    const key = randomBytes(32)
    const host = sandboxHost(context.definition.id)

    /** Creates a token of a session: a JWT that contains the token of the state. */
    function jwt(kind: Token['kind'], identity: Identity, grant: Grant): string {
      const jti = kind === 'access' ? state.issueAccessToken(grant) : state.issueRefreshToken(grant)
      const now = Math.floor(Date.now() / 1000)
      const exp = Math.floor(Math.min(state.findToken(jti)!.expiresAt, Date.now() + 90 * 86_400_000) / 1000)
      const scope = kind === 'access' ? 'com.atproto.appPass' : 'com.atproto.refresh'
      const body = [{ typ: kind === 'access' ? 'at+jwt' : 'refresh+jwt', alg: 'HS256' }, { scope, sub: identity.accountId, aud: `did:web:${host}`, iat: now, exp, jti }]
        .map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
      const token = `${body}.${sign(body)}`
      state.record(token, identity.id)
      return token
    }

    const sign = (body: string) => createHmac('sha256', key).update(body).digest('base64url')

    /** Finds the token of a request, or returns the server's error response if it is not valid. */
    function authenticate({ headers }: SandboxRequest, kind: Token['kind']): { token: Token, identity: Identity } | Reply {
      const text = bearerToken(headers)
      if (text === null) return error(401, 'AuthMissing', 'Authentication Required')
      const [header, payload, signature] = text.split('.')
      if (!payload || sign(`${header}.${payload}`) !== signature) return error(400, 'InvalidToken', 'Token could not be verified')
      const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string }
      const token = state.findToken(jti)
      if (token?.kind !== kind) return error(400, 'InvalidToken', 'Bad token scope')
      if (token.expiresAt <= Date.now()) return error(400, 'ExpiredToken', 'Token has expired')
      const identity = identities.get(token.grant.identity)
      if (!identity || !state.liveToken(jti)) return error(400, 'ExpiredToken', 'Token has been revoked')
      return { token, identity }
    }

    function session(identity: Identity, grant: Grant): Reply {
      return json(200, {
        accessJwt: jwt('access', identity, grant),
        refreshJwt: jwt('refresh', identity, grant),
        handle: identity.username,
        did: identity.accountId,
        didDoc: didDocument(identity, host),
        active: true,
      })
    }

    function createSession({ text }: SandboxRequest): Reply {
      const { identifier, password } = JSON.parse(text || '{}') as { identifier?: unknown, password?: unknown }
      if (typeof identifier !== 'string' || typeof password !== 'string') return error(400, 'InvalidRequest', 'Input must have the property "identifier" and "password"')
      const identity = identities.list().find(({ accountId, username, email }) => [accountId, username, email].includes(identifier.toLowerCase()))
      if (!identity || state.credentials.use({ appPassword: password }) !== identity.id) {
        return error(401, 'AuthenticationRequired', 'Invalid identifier or password')
      }
      return session(identity, { identity: identity.id, scopes: [], revoked: false })
    }

    function refreshSession(request: SandboxRequest): Reply {
      const caller = authenticate(request, 'refresh')
      if ('status' in caller) return caller
      caller.token.used = true
      return session(caller.identity, caller.token.grant)
    }

    function deleteSession(request: SandboxRequest): Reply {
      const caller = authenticate(request, 'refresh')
      if ('status' in caller) return caller
      caller.token.grant.revoked = true
      return { status: 200 }
    }

    function getSession(request: SandboxRequest): Reply {
      const caller = authenticate(request, 'access')
      // An app password gives no access to the email address.
      return 'status' in caller ? caller : json(200, { handle: caller.identity.username, did: caller.identity.accountId, didDoc: didDocument(caller.identity, host), active: true })
    }

    function getProfile(request: SandboxRequest): Reply {
      const caller = authenticate(request, 'access')
      if ('status' in caller) return caller
      const actor = request.query.get('actor')
      const identity = identities.list().find(({ accountId, username }) => actor === accountId || actor === username)
      if (!identity) return error(400, 'InvalidRequest', 'Profile not found')
      return json(200, {
        did: identity.accountId,
        handle: identity.username,
        displayName: identity.name,
        avatar: avatarUrl(context.origin, context.definition.id, identity),
        description: 'An account of the local sandbox',
        followersCount: 12,
        followsCount: 34,
        postsCount: 56,
      })
    }

    function directory({ path }: SandboxRequest): Reply {
      const did = path.split('/').at(-1)
      const identity = identities.list().find(({ accountId }) => accountId === did)
      return identity ? json(200, didDocument(identity, host)) : json(404, { message: `DID not registered: ${did}` })
    }

    const at = (method: Route['method'], name: string, endpoint: Route['endpoint'], handle: Route['handle']): Route[] =>
      [context.definition.defaultHost, '*.sandbox.test'].filter(host => host !== undefined).map(host => ({ method, path: `/${host}/xrpc/${name}`, endpoint, handle }))
    return [
      ...at('POST', 'com.atproto.server.createSession', 'token', createSession),
      ...at('POST', 'com.atproto.server.refreshSession', 'refresh', refreshSession),
      ...at('POST', 'com.atproto.server.deleteSession', 'revoke', deleteSession),
      ...at('GET', 'com.atproto.server.getSession', 'profile', getSession),
      ...at('GET', 'app.bsky.actor.getProfile', 'profile', getProfile),
      { method: 'GET', path: '/plc.directory/*', endpoint: 'profile', handle: directory },
    ]
  },
}

/** Creates the DID document of an account, which names its server. @see https://atproto.com/specs/did */
function didDocument({ accountId, username }: Identity, host: string) {
  return {
    '@context': ['https://www.w3.org/ns/did/v1'],
    'id': accountId,
    'alsoKnownAs': [`at://${username}`],
    'service': [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: `https://${host}` }],
  }
}

function error(status: number, code: string, message: string): Reply {
  return json(status, { error: code, message })
}
