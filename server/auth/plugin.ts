import type { BetterAuthPlugin } from 'better-auth'
import { describeError } from '../log'
import { platformOfProvider, providerIdOf } from '../platforms'
import { enabledOAuthPlatforms } from '../platforms/credentials'
import { listSetting } from '../settings'
import { readSecrets } from '../vault/secrets'
import { databaseHooks } from './database-hooks'
import { beforeRequest, checkReturn, handlesPath } from './before-request'
import { oauthProvider } from './provider'
import { refuseOptions } from './refused-options'

/** Paths of Better Auth that are not served over HTTP. `auth.api` still has their functions. */
const disabledPaths = [
  // These return tokens of platforms to the browser.
  '/get-access-token', '/refresh-token', '/account-info',
  // These return or accept the tokens of all sessions. Our session routes use ids instead.
  '/list-sessions', '/revoke-session', '/revoke-sessions',
  // It checks passwords, with a rate limit of a hundred in ten seconds: enough to guess one.
  '/verify-password',
  // The account API disconnects accounts: it also revokes grants and protects the last sign-in method.
  '/unlink-account',
]

/**
 * The Better Auth plugin of this package. It adds the platforms as providers, chooses
 * scopes, encrypts tokens, sets safe options for account linking and disables routes
 * that return tokens. It must be the last plugin, because database hooks run in the
 * order of the plugins.
 *
 * The tables `connection` and `platformClient` are not in its `schema`: Better Auth
 * cannot declare a primary key that is a foreign key, so it would create `connection`
 * without the cascade. Our migrations create both, and only our code reads them.
 *
 * @throws Error from `auth.$context`, if an option of the instance weakens the protection of accounts
 * @see https://www.better-auth.com/docs/concepts/plugins
 * @example betterAuth({ database, plugins: [organization(), connect()] })
 */
export function connect() {
  return {
    id: 'connect',
    hooks: {
      before: [
        { matcher: ({ request }) => request !== undefined, handler: checkReturn },
        { matcher: ({ path }) => handlesPath(path), handler: beforeRequest },
      ],
    },
    // Deleting a user accepts a password, so it needs a strict limit against guessing, as signing in does.
    rateLimit: [{ pathMatcher: path => path === '/delete-user', window: 10, max: 3 }],
    init({ options, secret, socialProviders, trustedProviders, rateLimit, logger }) {
      refuseOptions(options)
      if (secret !== readSecrets()[0].value) throw new Error('Better Auth has another secret than the token vault, which reads BETTER_AUTH_SECRET or BETTER_AUTH_SECRETS. Set the environment variable, and remove the option `secret`.')
      const taken = socialProviders.find(({ id }) => platformOfProvider(id))
      if (taken) throw new Error(`Better Auth has a provider '${taken.id}' from socialProviders or another plugin. nuxt-better-auth-connect adds this provider itself. Remove yours, and set the platform's client credentials in the environment.`)
      const platforms = enabledOAuthPlatforms()
      const trusted = platforms.map(providerIdOf)
      return {
        options: {
          account: {
            encryptOAuthTokens: true,
            accountLinking: {
              // Reddit returns no email address and X often none, so accounts cannot be matched by it.
              // Only a signed-in user can link an account. A matching address never links one.
              trustedProviders: trusted,
              allowDifferentEmails: true,
              disableImplicitLinking: true,
            },
          },
          databaseHooks,
          disabledPaths,
          advanced: {
            // Set explicitly, because Better Auth's defaults depend on NODE_ENV and TEST, which can be wrong on a server.
            disableOriginCheck: false,
            disableCSRFCheck: false,
            ipAddress: { trustedProxies: listSetting('TRUSTED_PROXIES') ?? [] },
          },
          onAPIError: { errorURL: '/login' },
        },
        context: {
          socialProviders: [...platforms.map(oauthProvider), ...socialProviders],
          // Better Auth derives these from the options before it calls plugins.
          trustedProviders: [...trustedProviders, ...trusted],
          skipOriginCheck: false,
          skipCSRFCheck: false,
          rateLimit: {
            ...rateLimit,
            enabled: options.rateLimit?.enabled ?? true,
            // Server rendering requests the session with the server's own address, so all visitors would share one limit.
            customRules: { '/get-session': false, ...rateLimit.customRules },
          },
          logger: withoutValues(logger),
        },
      }
    },
  } satisfies BetterAuthPlugin
}

type Logger = Record<'debug' | 'info' | 'success' | 'warn' | 'error', (message: string, ...details: unknown[]) => void>

/** A logger that logs errors without the values in them: failed queries contain tokens and email addresses. */
function withoutValues<L extends Logger>(logger: L): L {
  const levels = ['debug', 'info', 'success', 'warn', 'error'] as const
  const logging = Object.fromEntries(levels.map(level => [level, (message: string, ...details: unknown[]) =>
    logger[level](message, ...details.map(detail => detail instanceof Error ? describeError(detail) : detail))]))
  return { ...logger, ...logging }
}
