import { betterAuth } from 'better-auth/minimal'
import type { BetterAuthOptions } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { socialProviders } from 'better-auth/social-providers'
import { platforms, requiredScopes } from '../../shared/platforms'
import type { OAuthPlatformId } from '../../shared/platforms'
import { passwordLength } from '../../shared/profile'
import { oauthConnectors } from '../platforms'
import { useDatabase } from '../database'
import { dialect } from '../database/dialect'
import * as schema from '../database/schema'
import { describeError } from '../log'
import { inSandbox, sandboxUrl } from '../platforms/sandbox'
import { rememberGrants, revokeGrants } from '../vault/delete-user'
import { seal } from '../vault/seal'
import { baseUrlOption } from './base-url'
import { beforeRequest } from './before-request'
import { accountConnected, capturedScope, captureProfile, readingGrants } from './captured-profile'
import { bearerSessions, cookieAttributes } from './cross-site'
import { allowsSignUp, enabledOAuthPlatforms, platformCredentials, verifiesEmail } from '../platforms/credentials'
import { readSecrets } from '../vault/secrets'
import { isStandIn } from './stand-in-email'

export type Auth = ReturnType<typeof createAuth>

let auth: Auth | undefined

/** Better Auth on the unified database, made on first use. */
export function useAuth(): Auth {
  return auth ??= createAuth()
}

function createAuth() {
  const providers = enabledOAuthPlatforms()
  const secrets = readSecrets()
  return betterAuth({
    baseURL: baseUrlOption(),
    basePath: '/api/auth',
    // Rows from before versions were sealed under the plain secret; it stays readable beside them.
    secret: process.env.BETTER_AUTH_SECRET || secrets[0].value,
    secrets,
    database: drizzleAdapter(useDatabase(), {
      provider: dialect() === 'postgresql' ? 'pg' : 'sqlite',
      schema,
      transaction: true,
    }),
    emailAndPassword: { enabled: true, minPasswordLength: passwordLength.min, maxPasswordLength: passwordLength.max },
    socialProviders: Object.fromEntries(providers.map(id => [platforms[id].providerId, providerOptions(id)])),
    account: {
      encryptOAuthTokens: true,
      accountLinking: {
        // Reddit gives no email and X often none, so neither can be matched by it; linking is
        // only ever done by a signed-in user, never implied by an address.
        trustedProviders: providers.map(id => platforms[id].providerId),
        allowDifferentEmails: true,
        disableImplicitLinking: true,
      },
    },
    user: {
      validateUserInfo,
      deleteUser: { enabled: true, beforeDelete: rememberGrants, afterDelete: revokeGrants },
    },
    hooks: { before: beforeRequest },
    databaseHooks: {
      account: {
        create: { before: sealIdToken, after: announceConnected },
        update: { before: settleUpdate, after: announceConnected },
      },
    },
    disabledPaths: [
      // These hand provider tokens to the browser.
      '/get-access-token', '/refresh-token', '/account-info',
      // These hand the tokens of all sessions to the page, or take one; ours go by ids.
      '/list-sessions', '/revoke-session', '/revoke-sessions',
      // It says whether a password is right, a hundred times in ten seconds.
      '/verify-password',
      // The account API disconnects: it revokes, and counts only what can sign in.
      '/unlink-account',
    ],
    // Rendering a page asks for the session from the server itself, where all visitors would share one limit.
    // A deletion takes the password, so it is as good to guess it by as a sign-in.
    rateLimit: { enabled: true, customRules: { '/get-session': false, '/delete-user': { window: 10, max: 3 } } },
    advanced: {
      // Set whatever NODE_ENV and TEST say: both can be wrong on a server.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { trustedProxies: trustedProxies() },
      defaultCookieAttributes: cookieAttributes(),
    },
    plugins: bearerSessions(),
    onAPIError: { throw: true, errorURL: '/login' },
    logger: { log: (level, message, ...details) => console[level](`[auth] ${message}`, ...details.map(describeError)) },
    telemetry: { enabled: false },
  } satisfies BetterAuthOptions)
}

function providerOptions(id: OAuthPlatformId) {
  const { authorizationEndpoint, providerId } = platforms[id]
  const sandbox = sandboxUrl()
  const options = {
    ...platformCredentials(id)!,
    ...oauthConnectors[id].stayConnected,
    // Asked for whatever a request says, so only what no connection can do without; `chooseScopes` adds the rest.
    scope: requiredScopes(id),
    disableDefaultScope: true,
    disableSignUp: !allowsSignUp(id),
    ...(!verifiesEmail(id) && { mapProfileToUser: () => ({ emailVerified: false }) }),
    ...(sandbox && { authorizationEndpoint: inSandbox(sandbox, authorizationEndpoint) }),
  }
  return { ...options, ...readingGrants(socialProviders[providerId](options)) }
}

/** Addresses or ranges of proxies whose `X-Forwarded-For` counts, from `TRUSTED_PROXIES`, comma-separated. */
function trustedProxies(): string[] {
  return process.env.TRUSTED_PROXIES?.split(',').map(entry => entry.trim()).filter(Boolean) ?? []
}

type ValidateUserInfo = NonNullable<NonNullable<BetterAuthOptions['user']>['validateUserInfo']>

const validateUserInfo: ValidateUserInfo = ({ user, source }, context) => {
  if (source.oauth) captureProfile(context.request, { providerId: source.oauth.providerId, profile: source.oauth.profile, isSignIn: source.action === 'sign-in' })
  // Stand-in addresses are Better Auth's for accounts without one; claimed by hand they would squat on somebody's.
  else if (user.email && isStandIn(user.email)) return { error: 'EMAIL_NOT_ALLOWED', errorDescription: 'This email address cannot be used.' }
}

/** Better Auth encrypts access and refresh tokens and leaves the id token, which names its owner, in clear. */
async function sealIdToken(account: { idToken?: string | null }) {
  return account.idToken ? { data: { idToken: await seal(account.idToken) } } : undefined
}

async function settleUpdate(account: { idToken?: string | null }, context: { request?: Request } | null) {
  return { data: { ...(await sealIdToken(account))?.data, ...capturedScope(context?.request) } }
}

async function announceConnected(account: { id: string, userId: string, providerId: string } | null, context: { request?: Request } | null) {
  await accountConnected(context?.request, account)
}
