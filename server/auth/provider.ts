import type { OAuthProvider } from 'better-auth'
import { getOAuthState } from 'better-auth/api'
import { createAuthorizationURL } from 'better-auth/oauth2'
import type { OAuth2Tokens } from 'better-auth/oauth2'
import type { OAuthPlatformDefinition } from '../../shared/platforms/definition'
import type { OAuthPlatformId } from '../../shared/platforms/registry'
import { logError } from '../log'
import { connectorOf, definitionOf, providerIdOf, requiredScopes } from '../platforms'
import type { ConnectorContext, PlatformProfile } from '../platforms/connector'
import { allowsSignUp, registersItself, verifiesEmail } from '../platforms/credentials'
import { withHost } from '../platforms/hosts'
import { readProfile } from '../platforms/profile'
import { inSandbox, sandboxUrl } from '../platforms/sandbox'
import { exchangeCode } from '../platforms/tokens'
import { clientFor } from '../vault/clients'
import { contextFor } from '../vault/context'
import { asApiError } from './api-error'
import { requestContext } from './request-context'
import { placeholderEmail } from './placeholder-email'

/**
 * Creates a Better Auth provider from a platform's definition and connector.
 *
 * @see https://www.better-auth.com/docs/plugins/generic-oauth for the shape of providers
 */
export function oauthProvider(platform: OAuthPlatformId): OAuthProvider<PlatformProfile> {
  const definition = definitionOf(platform) as OAuthPlatformDefinition
  return {
    id: providerIdOf(platform),
    name: definition.name,
    accountSubject: ({ profile }) => profile.accountId,

    async createAuthorizationURL({ state, codeVerifier, scopes = [], redirectURI, loginHint, additionalParams }) {
      const { client, host } = await asApiError(() => flowContext(platform, redirectURI))
      return createAuthorizationURL({
        id: platform,
        options: { clientId: client!.clientId },
        authorizationEndpoint: authorizationEndpoint(definition, host),
        state,
        codeVerifier: definition.pkce ? codeVerifier : undefined,
        // Every request includes the required scopes. `chooseScopes` adds the others.
        scopes: [...new Set([...requiredScopes(platform), ...scopes])],
        scopeJoiner: definition.scopeSeparator,
        redirectURI,
        loginHint,
        additionalParams: { ...definition.authorizeParams, ...additionalParams },
      })
    },

    async validateAuthorizationCode({ code, codeVerifier, redirectURI }) {
      const { accessTokenExpiresAt, ...tokens } = await exchangeCode({
        code,
        redirectUri: redirectURI,
        codeVerifier: definition.pkce ? codeVerifier : undefined,
      }, await flowContext(platform))
      // Null instead of undefined, so that a reconnect clears the expiry of the old token.
      return { ...tokens, accessTokenExpiresAt: accessTokenExpiresAt as Date | undefined }
    },

    async getUserInfo(tokens) {
      const profile = await profileOf(tokens, await flowContext(platform)).catch((error: unknown) => {
        logError(`Reading the profile of a ${platform} account failed.`, error)
      })
      return profile ? { user: toUser(platform, profile), data: profile } : null
    },

    options: { disableSignUp: !allowsSignUp(platform) },
  }
}

/**
 * The connector context for the current OAuth flow. The host comes from the OAuth state.
 *
 * @param redirectUri callback URL of a new flow. With it, the server registers itself at the host if needed.
 */
async function flowContext(platform: OAuthPlatformId, redirectUri?: string): Promise<ConnectorContext> {
  const host = (await getOAuthState())?.serverContext?.host
  const context = await contextFor(platform, typeof host === 'string' ? host : undefined)
  if (!redirectUri || !registersItself(platform)) return context
  const scopes = context.definition.permissions.map(permission => permission.scope)
  return { ...context, client: await clientFor(connectorOf(platform), { redirectUri, scopes }, context) }
}

function authorizationEndpoint({ endpoints }: OAuthPlatformDefinition, host: string | undefined): string {
  const sandbox = sandboxUrl()
  const address = withHost(endpoints.authorize, host)
  return sandbox ? inSandbox(sandbox, address) : address
}

/** Reads the profile and stores it in the request context, for the database hooks of the same request. */
async function profileOf({ accessToken, refreshToken, scopes = [] }: OAuth2Tokens, context: ConnectorContext): Promise<PlatformProfile> {
  const profile = await readProfile({ accessToken: accessToken ?? null, refreshToken: refreshToken ?? null }, context)
  const request = requestContext()
  if (request) request.connecting = { platform: context.definition.id as OAuthPlatformId, profile, scopes, host: context.host }
  return profile
}

function toUser(platform: OAuthPlatformId, { accountId, username, name, email, emailVerified, profileImageUrl }: PlatformProfile) {
  return {
    name: name ?? username ?? '',
    // Platforms that verify email addresses must return one for a sign-up, so there is no placeholder.
    email: email ?? (verifiesEmail(platform) ? undefined : placeholderEmail(accountId, providerIdOf(platform))),
    emailVerified: emailVerified && verifiesEmail(platform),
    image: profileImageUrl ?? undefined,
  }
}
