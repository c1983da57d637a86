import type { BetterAuthOptions } from 'better-auth'

/** An option of Better Auth, with the values that are refused. */
interface Refusal {
  /** Path of the option, such as `account.encryptOAuthTokens`. */
  option: string
  /** The refused values, for the documentation. */
  values: string
  isRefused: (value: unknown) => boolean
  /** Why, and what to do. */
  reason: string
}

const any = { values: 'any', isRefused: (value: unknown) => value !== undefined }
const enabled = { values: '`true`', isRefused: (value: unknown) => Boolean(value) }
const disabled = { values: '`false`', isRefused: (value: unknown) => value === false }
const anyBut = (accepted: string) => ({ values: `other than \`${accepted}\``, isRefused: (value: unknown) => value !== undefined && value !== accepted })

/** Origins that match every site. */
const everySite = /^(?:[\w*+.-]+:\/\/)?[*?.]+(?::[\d*]+)?$/
const otherSites = 'Any site could act for a signed-in user. Remove it, and list the origins of your apps in BETTER_AUTH_TRUSTED_ORIGINS.'
const ourNames = 'The account API reads this table by the names of Better Auth\'s own schema. Remove the option, and rename the table or its columns in the database.'

/** Options that weaken the protection of accounts, or that the account API does not work with. */
export const refusedOptions: readonly Refusal[] = [
  { option: 'basePath', ...anyBut('/api/auth'), reason: 'The account API and the connect client are at /api/auth. Remove it.' },
  { option: 'baseURL', values: 'empty', isRefused: value => value === '', reason: 'The trusted origins depend on the address of the server. Set it, or BETTER_AUTH_URL in the environment.' },
  { option: 'advanced.disableOriginCheck', ...enabled, reason: otherSites },
  { option: 'advanced.disableCSRFCheck', ...enabled, reason: otherSites },
  { option: 'trustedOrigins', values: 'with a pattern for every site, such as `https://*`', isRefused: value => Array.isArray(value) && value.some(origin => everySite.test(String(origin))), reason: otherSites },
  { option: 'account.encryptOAuthTokens', ...disabled, reason: 'The tokens of platforms would be in the database in clear. Remove it.' },
  { option: 'account.storeAccountCookie', ...enabled, reason: 'The tokens of platforms would be sent to the browser. Remove it.' },
  { option: 'account.skipStateCookieCheck', ...enabled, reason: 'An attacker could connect an account of theirs to another user. Remove it.' },
  { option: 'account.storeStateStrategy', ...anyBut('database'), reason: 'The state of a connection must work once, and a cookie can be sent again. Remove it.' },
  { option: 'account.accountLinking.enabled', ...disabled, reason: 'No account could be connected. Remove it.' },
  { option: 'account.accountLinking.disableImplicitLinking', ...disabled, reason: 'Whoever has an account with the email address of a user at some platform could sign in as that user. Remove it.' },
  { option: 'account.accountLinking.requireLocalEmailVerified', ...disabled, reason: 'Whoever signs up first with the email address of another person could get into that person\'s accounts. Remove it.' },
  { option: 'account.accountLinking.allowDifferentEmails', ...disabled, reason: 'Reddit and X return no email address that could match, so their accounts could not be connected. Remove it.' },
  { option: 'account.accountLinking.trustedProviders', values: 'a function', isRefused: value => typeof value === 'function', reason: 'The platforms are added to a list. Give a list.' },
  { option: 'session.preserveSessionInDatabase', ...enabled, reason: 'Sessions that have ended would still be listed as active. Remove it.' },
  { option: 'advanced.database.generateId', values: '`false`, `\'serial\'`', isRefused: value => value === false || value === 'serial', reason: 'The ids in the database are text. Remove it, set it to \'uuid\', or give a function.' },
  ...['user', 'session', 'account', 'verification'].flatMap((table): Refusal[] => [
    { option: `${table}.modelName`, ...anyBut(table), reason: ourNames },
    { option: `${table}.fields`, values: 'any name', isRefused: value => Object.entries(value ?? {}).some(([field, name]) => field !== name), reason: ourNames },
  ]),
]

/** Options that `defineConnectAuth` sets from the environment. An app with its own instance sets them there. */
export const environmentOptions: readonly Refusal[] = [
  { option: 'database', ...any, reason: 'Better Auth uses the database of the account API: SQLITE_PATH or DATABASE_URL. Remove it, or give your own instance: defineConnectAuth(() => auth).' },
  { option: 'baseURL', ...any, reason: 'The account API also needs the address of the server. Set BETTER_AUTH_URL in the environment.' },
  { option: 'secret', ...any, reason: 'The token vault also needs the secret. Set BETTER_AUTH_SECRET in the environment.' },
  { option: 'secrets', ...any, reason: 'The token vault also needs the secrets. Set BETTER_AUTH_SECRETS in the environment.' },
]

/**
 * Checks the options of a Better Auth instance.
 *
 * @param refused the rules. @default {@link refusedOptions}
 * @throws Error with one sentence for each option that is refused
 */
export function refuseOptions(options: BetterAuthOptions, refused: readonly Refusal[] = refusedOptions): void {
  const problems = refused
    .filter(({ option, isRefused }) => isRefused(valueAt(options, option)))
    .map(({ option, reason }) => `${option}: ${reason}`)
  if (options.secondaryStorage && !options.session?.storeSessionInDatabase) {
    problems.push('secondaryStorage: The account API reads sessions from the database. Set session.storeSessionInDatabase to true as well.')
  }
  if (problems.length) throw new Error(`Options of Better Auth in server/auth.config.ts are refused:\n${problems.map(problem => `- ${problem}`).join('\n')}`)
}

function valueAt(options: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], options)
}
