import { z } from 'zod'
import { connectError } from '../../shared/errors'
import type { OAuthPlatformDefinition } from '../../shared/platforms/definition'
import { basicAuth, oauthError, UnusableAnswer } from './call-platform'
import { GrantRefused } from './connector'
import type { ClientCredentials, ConnectorContext, GrantTokens, IssuedTokens } from './connector'
import { connectorOf, isOAuth } from './index'

/** A token response. Only the access token is required, and invalid optional fields are ignored: the response may be the only copy of a new token. */
const answer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional().catch(undefined),
  id_token: z.string().min(1).optional().catch(undefined),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
  refresh_token_expires_in: z.coerce.number().positive().optional().catch(undefined),
  scope: z.union([z.string(), z.array(z.string()).transform(list => list.join(' '))]).optional().catch(undefined),
})

/**
 * Exchanges an authorization code for tokens.
 *
 * @throws GrantRefused when the platform does not accept the code
 * @throws ConnectError `PLATFORM_UNREACHABLE` or `PLATFORM_TIMEOUT`
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
 */
export function exchangeCode({ code, redirectUri, codeVerifier }: { code: string, redirectUri: string, codeVerifier?: string }, context: ConnectorContext): Promise<IssuedTokens> {
  return requestTokens(requireOAuth(context), context, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    ...(codeVerifier && { code_verifier: codeVerifier }),
  }, () => true)
}

/**
 * Requests a new access token from the platform.
 *
 * @throws GrantRefused when the grant has ended
 * @throws ConnectError `PLATFORM_UNREACHABLE` or `PLATFORM_TIMEOUT` when a retry may succeed
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
export async function renewTokens(tokens: GrantTokens, context: ConnectorContext): Promise<IssuedTokens> {
  const { renew, isRefusal } = connectorOf(context.definition.id)
  if (renew) return renew(tokens, context)
  if (!tokens.refreshToken) throw new GrantRefused('There is no refresh token.')
  return requestTokens(requireOAuth(context), context, { grant_type: 'refresh_token', refresh_token: tokens.refreshToken }, (status, body) => oauthError(body) === 'invalid_grant' || isRefusal?.(status, body) === true)
}

function requireOAuth({ definition }: ConnectorContext): OAuthPlatformDefinition {
  if (!isOAuth(definition)) throw new Error(`${definition.id} has no token endpoint, and its connector has no \`renew\`. Add \`renew\` to the connector.`)
  return definition
}

async function requestTokens(definition: OAuthPlatformDefinition, { client, call }: ConnectorContext, parameters: Record<string, string>, isRefusal: (status: number, body: unknown) => boolean): Promise<IssuedTokens> {
  if (!client) throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id, message: `${definition.name} is not set up on this server.` })
  // The first use of a schema compiles it, which takes milliseconds. If the process is killed in this time, the tokens in the answer are lost.
  answer.safeParse({})
  const { status, ok, body } = await call(definition.endpoints.token, authenticated(definition, client, parameters))
  const tokens = ok ? answer.safeParse(body) : undefined
  if (tokens?.success) return toIssuedTokens(tokens.data, definition)
  // Some platforms send errors with status 200.
  if (isRefusal(status, body)) throw new GrantRefused(`${definition.name} refused the token request (${status}${oauthError(body) ? `, ${oauthError(body)}` : ''}).`)
  throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id, cause: new UnusableAnswer(status) })
}

function toIssuedTokens(answered: z.infer<typeof answer>, { lifetimes }: OAuthPlatformDefinition): IssuedTokens {
  const { access_token, refresh_token, id_token, expires_in = lifetimes?.accessToken, refresh_token_expires_in, scope } = answered
  return {
    accessToken: access_token,
    refreshToken: refresh_token,
    idToken: id_token,
    accessTokenExpiresAt: expires_in ? inSeconds(expires_in) : null,
    refreshTokenExpiresAt: refresh_token_expires_in ? inSeconds(refresh_token_expires_in) : undefined,
    scopes: scope?.split(/[\s,]+/).filter(Boolean) ?? [],
  }
}

function inSeconds(seconds: number): Date {
  return new Date(Date.now() + seconds * 1000)
}

/** Creates a form request with the client authentication that the platform requires. @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
export function authenticated({ clientAuth }: OAuthPlatformDefinition, { clientId, clientSecret }: ClientCredentials, parameters: Record<string, string>): RequestInit {
  const isBasic = clientAuth === 'basic'
  return {
    method: 'POST',
    headers: isBasic ? { authorization: basicAuth(encodeURIComponent(clientId), encodeURIComponent(clientSecret)) } : {},
    body: new URLSearchParams({ ...parameters, ...(!isBasic && { client_id: clientId, client_secret: clientSecret }) }),
  }
}
