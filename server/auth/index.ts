import { betterAuth } from 'better-auth/minimal'
import type { BetterAuthOptions, BetterAuthPlugin } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import type { OAuthPlatformId } from '../../shared/platforms/registry'
import { passwordLength } from '../../shared/profile'
import { useDatabase } from '../database'
import { dialect } from '../database/dialect'
import * as schema from '../database/schema'
import { describeError, log } from '../log'
import { providerIdOf } from '../platforms'
import { enabledOAuthPlatforms } from '../platforms/credentials'
import { listSetting, setting } from '../settings'
import { rememberGrants, revokeGrants } from '../vault/delete-user'
import { seal } from '../vault/seal'
import { readSecrets } from '../vault/secrets'
import { baseUrlOption } from './base-url'
import { beforeRequest } from './before-request'
import { accountConnected, grantedScope } from './account-connected'
import { bearerSessions, cookieAttributes } from './cross-site'
import { oauthProvider } from './provider'
import { requestContext } from './request-context'
import { isPlaceholderEmail } from './placeholder-email'

export type Auth = ReturnType<typeof createAuth>

let auth: Auth | undefined

/** The Better Auth instance on the unified database, created on first use. */
export function useAuth(): Auth {
  return auth ??= createAuth()
}

function createAuth() {
  const providers = enabledOAuthPlatforms()
  const secrets = readSecrets()
  return betterAuth({
    baseURL: baseUrlOption(),
    basePath: '/api/auth',
    // Rows that were encrypted before secrets had versions use this secret. They stay readable.
    secret: setting('BETTER_AUTH_SECRET') ?? secrets[0].value,
    secrets,
    database: drizzleAdapter(useDatabase(), {
      provider: dialect() === 'postgresql' ? 'pg' : 'sqlite',
      schema,
      transaction: true,
    }),
    emailAndPassword: { enabled: true, minPasswordLength: passwordLength.min, maxPasswordLength: passwordLength.max },
    account: {
      encryptOAuthTokens: true,
      accountLinking: {
        // Reddit returns no email address and X often none, so accounts cannot be matched by it.
        // Only a signed-in user can link an account. A matching address never links one.
        trustedProviders: providers.map(providerIdOf),
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
        create: { before: sealIdToken, after: accountConnected },
        update: { before: beforeUpdate, after: accountConnected },
      },
    },
    disabledPaths: [
      // These return tokens of platforms to the browser.
      '/get-access-token', '/refresh-token', '/account-info',
      // These return or accept the tokens of all sessions. Our session routes use ids instead.
      '/list-sessions', '/revoke-session', '/revoke-sessions',
      // It checks passwords, with a rate limit of a hundred in ten seconds: enough to guess one.
      '/verify-password',
      // The account API disconnects accounts: it also revokes grants and protects the last sign-in method.
      '/unlink-account',
    ],
    // Server rendering requests the session with the server's own address, so all visitors would share one limit.
    // Deleting a user accepts a password, so it needs a strict limit against guessing, as signing in does.
    rateLimit: { enabled: true, customRules: { '/get-session': false, '/delete-user': { window: 10, max: 3 } } },
    advanced: {
      // Set explicitly, because Better Auth's defaults depend on NODE_ENV and TEST, which can be wrong on a server.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { trustedProxies: listSetting('TRUSTED_PROXIES') ?? [] },
      defaultCookieAttributes: cookieAttributes(),
    },
    plugins: [platformProviders(providers), ...bearerSessions()],
    onAPIError: { throw: true, errorURL: '/login' },
    logger: { log: (level, message, ...details) => log[level](`[auth] ${message}`, ...details.map(describeError)) },
    telemetry: { enabled: false },
  } satisfies BetterAuthOptions)
}

/** Adds our platforms to Better Auth's providers, in the same way as Better Auth's generic OAuth plugin. */
function platformProviders(platforms: readonly OAuthPlatformId[]): BetterAuthPlugin {
  return {
    id: 'connect',
    init: ({ socialProviders }) => ({ context: { socialProviders: [...platforms.map(oauthProvider), ...socialProviders] } }),
  }
}

type ValidateUserInfo = NonNullable<NonNullable<BetterAuthOptions['user']>['validateUserInfo']>

const validateUserInfo: ValidateUserInfo = ({ user, source }) => {
  const connecting = requestContext()?.connecting
  if (source.oauth && connecting) connecting.isSignIn = source.action === 'sign-in'
  // Placeholder addresses are reserved for accounts without an email address. A user who signed up with one would block such an account.
  else if (!source.oauth && user.email && isPlaceholderEmail(user.email)) return { error: 'EMAIL_NOT_ALLOWED', errorDescription: 'This email address cannot be used.' }
}

/** Encrypts the id token, which contains personal data. Better Auth encrypts only access and refresh tokens. */
async function sealIdToken(account: { idToken?: string | null }) {
  return account.idToken ? { data: { idToken: await seal(account.idToken) } } : undefined
}

async function beforeUpdate(account: { idToken?: string | null }) {
  return { data: { ...(await sealIdToken(account))?.data, ...grantedScope() } }
}
