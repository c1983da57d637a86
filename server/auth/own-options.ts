import type { BetterAuthOptions, BetterAuthPlugin } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { passwordLength } from '../../shared/profile'
import { useDatabase } from '../database'
import { dialect } from '../database/dialect'
import { fullSchema } from '../database/full-schema'
import { requestScope } from '../database/request-scope'
import { describeError, log, logFailure, oneLine, withoutQueries } from '../log'
import { setting } from '../settings'
import { readSecrets } from '../vault/secrets'
import { baseUrlOption } from './base-url'
import { bearerSessions, cookieAttributes } from './cross-site'
import type { ConnectAuthOptions } from './define'
import { connect } from './plugin'
import { environmentOptions, refusedOptions, refuseOptions } from './refused-options'

/**
 * The options of our own instance: those of the app, and what Better Auth does not
 * accept from a plugin. All others are set by {@link connect}.
 *
 * @throws Error if an option of the app is refused, or the environment is not valid
 */
export function ownOptions(app: ConnectAuthOptions): BetterAuthOptions {
  refuseOptions(app, [...environmentOptions, ...refusedOptions])
  const secrets = readSecrets()
  return {
    ...app,
    baseURL: baseUrlOption(),
    // Rows that were encrypted before secrets had versions use this secret. They stay readable.
    secret: setting('BETTER_AUTH_SECRET') ?? secrets[0].value,
    secrets,
    database: drizzleAdapter(useDatabase(), {
      provider: dialect() === 'postgresql' ? 'pg' : 'sqlite',
      schema: fullSchema,
      transaction: true,
    }),
    emailAndPassword: { enabled: true, minPasswordLength: passwordLength.min, maxPasswordLength: passwordLength.max, ...app.emailAndPassword },
    user: { ...app.user, deleteUser: { enabled: true, ...app.user?.deleteUser } },
    advanced: { ...app.advanced, defaultCookieAttributes: { ...cookieAttributes(), ...app.advanced?.defaultCookieAttributes } },
    // In the list of plugins, because hooks in the options run after those of plugins. Ours must be the last to change a row.
    databaseHooks: undefined,
    plugins: pluginsOf(app),
    onAPIError: { ...app.onAPIError, throw: true },
    logger: app.logger ?? { log: logOfAuth },
    telemetry: { enabled: false, ...app.telemetry },
  }
}

function pluginsOf({ plugins = [], databaseHooks }: ConnectAuthOptions): BetterAuthPlugin[] {
  const all = [...plugins, ...bearerSessions(), { id: 'app-hooks', init: () => ({ options: { databaseHooks } }) }, connect()]
  // The first of an id is the one of the app.
  return all.filter(({ id }, at) => id === 'connect' ? at === all.length - 1 : all.findIndex(plugin => plugin.id === id) === at)
}

/** Better Auth's log. An unavailable database is logged where the response is made, and other failures may repeat with every request. */
const logOfAuth: NonNullable<NonNullable<BetterAuthOptions['logger']>['log']> = (level, message, ...details) => {
  if (level === 'error' && requestScope()?.failure) return
  const text = `[auth] ${oneLine(withoutQueries(message))}`
  if (level !== 'error') return log[level](text, ...details.map(describeError))
  logFailure(text, details[0])
}
