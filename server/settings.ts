/**
 * Reads all settings of the server: from the environment and, if the setting has a
 * key in `runtimeConfig.connect`, from `nuxt.config`.
 *
 * Example of the precedence: `NUXT_CONNECT_SANDBOX_URL`, then `SANDBOX_URL`, then
 * `runtimeConfig.connect.sandboxUrl`. Scripts run without Nuxt, so they read only
 * the environment.
 */

/** `runtimeConfig.connect` in `nuxt.config`. The environment overrides it. */
export interface ConnectRuntimeConfig {
  /** Platforms that allow sign-up, comma-separated. Empty: those that verify email addresses. `SIGN_UP_PLATFORMS`. @default '' */
  signUpPlatforms: string
  /** Every hour, renew grants that were last renewed more than this number of days ago. 0: off. `KEEP_ALIVE_AFTER_DAYS`. @default 0 */
  keepAliveAfterDays: number
  /** Folder for renewed tokens that are not in the database yet, or `'off'`. Empty: `.data/connect-renewals`. `RENEWAL_JOURNAL`. @default '' */
  renewalJournal: string
  /** `'true'`: browsers send cookies from pages of other sites. `'partitioned'`: also browsers that block third-party cookies do. `CROSS_SITE_COOKIES`. @default 'false' */
  crossSiteCookies: string
  /** Sessions by bearer token instead of cookies, for pages of other sites. `BEARER_SESSIONS`. @default false */
  bearerSessions: boolean
  /** Addresses or ranges of the proxies in front of the server, comma-separated. Empty: `X-Forwarded-For` is ignored. `TRUSTED_PROXIES`. @default '' */
  trustedProxies: string
  /** Paths under `/api/` whose changing requests may come from any origin, comma-separated. `/api/hooks/*` means all paths below. `ORIGIN_CHECK_EXEMPT_PATHS`. @default '' */
  originCheckExemptPaths: string
  /** Timeout of requests to platforms, in milliseconds. `PLATFORM_TIMEOUT_MS`. @default 10000 */
  platformTimeoutMs: number
  /** Base URL of a sandbox that simulates the platforms. `SANDBOX_URL`. @default '' */
  sandboxUrl: string
  /** Whether a production build may use the sandbox. With a sandbox, anyone can sign in as any user. `ALLOW_SANDBOX_IN_PRODUCTION`. @default false */
  allowSandboxInProduction: boolean
  /** The app's client credentials at each OAuth platform, by platform id. Variables such as `REDDIT_CLIENT_ID` and `REDDIT_CLIENT_SECRET`. */
  platforms: Record<string, { clientId: string, clientSecret: string }>
}

/** Defaults of `runtimeConfig.connect`. */
export const runtimeDefaults: ConnectRuntimeConfig = {
  signUpPlatforms: '',
  keepAliveAfterDays: 0,
  renewalJournal: '',
  crossSiteCookies: 'false',
  bearerSessions: false,
  trustedProxies: '',
  originCheckExemptPaths: '',
  platformTimeoutMs: 10_000,
  sandboxUrl: '',
  allowSandboxInProduction: false,
  platforms: {},
}

/** The type of each setting. Settings that Better Auth, drizzle-kit or scripts also read have no key in `runtimeConfig.connect`. */
const kinds = {
  BETTER_AUTH_URL: 'text',
  NUXT_PUBLIC_APP_URL: 'text',
  NITRO_PORT: 'text',
  PORT: 'text',
  NITRO_HOST: 'text',
  HOST: 'text',
  BETTER_AUTH_SECRET: 'text',
  BETTER_AUTH_SECRETS: 'text',
  BETTER_AUTH_TRUSTED_ORIGINS: 'list',
  DATABASE_URL: 'text',
  DATABASE_AUTO_MIGRATE: 'flag',
  DATABASE_POOL_MAX: 'number',
  DATABASE_PREPARE: 'flag',
  DATABASE_LOG_QUERIES: 'flag',
  DATABASE_STATEMENT_TIMEOUT_MS: 'number',
  DATABASE_LOCK_TIMEOUT_MS: 'number',
  DATABASE_POOL_TIMEOUT_MS: 'number',
  DATABASE_CONNECT_TIMEOUT_MS: 'number',
  SQLITE_PATH: 'text',
  SIGN_UP_PLATFORMS: 'list',
  KEEP_ALIVE_AFTER_DAYS: 'number',
  RENEWAL_JOURNAL: 'text',
  CROSS_SITE_COOKIES: 'text',
  BEARER_SESSIONS: 'flag',
  TRUSTED_PROXIES: 'list',
  ORIGIN_CHECK_EXEMPT_PATHS: 'list',
  PLATFORM_TIMEOUT_MS: 'number',
  SANDBOX_URL: 'text',
  ALLOW_SANDBOX_IN_PRODUCTION: 'flag',
  SHUTDOWN_TIMEOUT_MS: 'number',
  SHUTDOWN_DELAY_MS: 'number',
  NITRO_SHUTDOWN_DISABLED: 'text',
  NITRO_SHUTDOWN_SIGNALS: 'text',
} as const

type Kinds = typeof kinds

/** The names of all settings with one value. */
export const settingNames = (Object.keys(kinds) as (keyof Kinds)[]).filter((name): name is SettingName => kinds[name] !== 'list')

/** The key of each setting in `runtimeConfig.connect`, if it has one: `sandboxUrl` for `SANDBOX_URL`. Computed once, because every query reads a setting. */
const keys = Object.fromEntries(Object.keys(kinds).map((name) => {
  const key = name.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())
  return [name, Object.hasOwn(runtimeDefaults, key) ? key : undefined]
})) as Record<keyof Kinds, keyof ConnectRuntimeConfig | undefined>

interface Values { text: string, flag: boolean, number: number }

/** A setting with several values, comma-separated in the environment. */
export type ListSettingName = { [Name in keyof Kinds]: Kinds[Name] extends 'list' ? Name : never }[keyof Kinds]
/** A setting with one value. */
export type SettingName = Exclude<keyof Kinds, ListSettingName>

let runtimeConfig = runtimeDefaults

/** Sets the values from `nuxt.config`. Called once, when the server starts. */
export function useRuntimeSettings(config: Partial<ConnectRuntimeConfig> = {}): void {
  runtimeConfig = { ...runtimeDefaults, ...config }
}

/**
 * Reads a setting with one value. An empty variable counts as not set.
 *
 * @returns undefined if it is not set and has no default
 * @throws Error when the value of a flag or a number is not valid
 */
export function setting<Name extends SettingName>(name: Name): Values[Kinds[Name] & keyof Values] | undefined {
  // Nuxt converts strings that look like a number or a boolean, so the value may be of any type.
  const value = variables(name).find(value => value?.trim()) ?? fromConfig(name)
  if (value === undefined || value === '') return undefined
  return read[kinds[name]](name, String(value).trim()) as Values[Kinds[Name] & keyof Values]
}

/**
 * Reads a setting with several values. An empty variable is an empty list.
 *
 * @returns undefined if it is not set
 */
export function listSetting(name: ListSettingName): string[] | undefined {
  const value = variables(name).find(value => value !== undefined) ?? (fromConfig(name) || undefined)
  return value === undefined ? undefined : String(value).split(',').map(entry => entry.trim()).filter(Boolean)
}

/** Names of the environment variables for the app's client credentials at a platform. */
export function credentialVariables(platform: string): { clientId: string, clientSecret: string } {
  const prefix = platform.toUpperCase()
  return { clientId: `${prefix}_CLIENT_ID`, clientSecret: `${prefix}_CLIENT_SECRET` }
}

/** The app's client credentials at a platform. Each is undefined if it is not set. */
export function credentialSettings(platform: string, config: Partial<ConnectRuntimeConfig> = runtimeConfig): { clientId?: string, clientSecret?: string } {
  const names = credentialVariables(platform)
  const from = (key: 'clientId' | 'clientSecret') =>
    process.env[`NUXT_CONNECT_PLATFORMS_${names[key]}`] || process.env[names[key]] || config.platforms?.[platform]?.[key] || undefined
  return { clientId: from('clientId'), clientSecret: from('clientSecret') }
}

const read = {
  text: (_name: string, value: string) => value,
  flag(name: string, value: string) {
    if (value !== 'true' && value !== 'false') throw new Error(`${name} is "${value}". Set it to true or false.`)
    return value === 'true'
  },
  number(name: string, value: string) {
    const number = Number(value)
    if (!Number.isFinite(number) || number < 0) throw new Error(`${name} is "${value}". Set it to a number.`)
    return number
  },
}

/** Values from the environment, in order of precedence. */
function variables(name: keyof Kinds): (string | undefined)[] {
  return [keys[name] && process.env[`NUXT_CONNECT_${name}`], process.env[name]]
}

function fromConfig(name: keyof Kinds): unknown {
  const key = keys[name]
  return key && runtimeConfig[key]
}
