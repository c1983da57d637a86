import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { getTableName, is } from 'drizzle-orm'
import { getTableConfig as postgresTable, PgTable } from 'drizzle-orm/pg-core'
import { getTableConfig as sqliteTable } from 'drizzle-orm/sqlite-core'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { NitroRuntimeHooks } from 'nitropack/types'
import { environmentOptions, refusedOptions } from '../server/auth/refused-options'
import { definitions } from '../server/platforms/all'
import * as schema from '../server/database/schema'
import { limits } from '../server/http/attempts'
import type { Connector } from '../server/platforms/connector'
import { canRevoke, revokeGrant } from '../server/platforms/revoke'
import { credentialVariables, runtimeDefaults } from '../server/settings'
import type { ListSettingName, SettingName } from '../server/settings'
import type {} from '../server/vault/events'
import { uncertainFor } from '../server/vault/health'
import { leaseTime, takeOverAfter } from '../server/vault/lease'
import type { AccountStatus, ReconnectReason } from '../shared/account'
import { errorCatalogue } from '../shared/errors'
import type { ErrorCode } from '../shared/errors'
import type { PlatformDefinition } from '../shared/platforms/definition'
import { commandRows } from './command-rows'
import { componentTable } from './component-table'
import { inSentence, table } from './markdown'

/** The files that have generated parts: between `<!-- generated:name -->` and `<!-- /generated -->`, or the same in comments by `#`. */
const files = ['README.md', '.env.example', ...readdirSync('docs').filter(file => file.endsWith('.md')).map(file => `docs/${file}`)]

/** The generated parts by name. Parts of a line have no line break. */
const parts: Record<string, () => string> = {
  /** Their names in a sentence. */
  names: () => inSentence(definitions.map(({ name }) => name)),
  /** Their ids in a sentence. */
  ids: () => inSentence(definitions.map(({ id }) => `\`${id}\``)),
  /** How to switch each of them on. */
  setup: () => table(['Platform', 'Register at', 'Callback URL', 'Variables'], definitions.map(setupRow)),
  /** How each of them works. */
  platforms: () => table(['Platform', 'Id', 'Accounts are connected by', 'PKCE', 'Access token', 'Disconnecting'], definitions.map(definition => [definition.name, `\`${definition.id}\``, way(definition), definition.kind === 'oauth' ? definition.pkce ? 'yes' : 'no' : '', renewal(definition), ending(definition)])),
  /** What `connectFetch` sends to each of them. */
  apis: () => table(['Platform', 'Base of relative paths', 'How calls are authorized'], definitions.map(({ id, api }) => [`\`${id}\``, `\`${api.baseUrl}\``, authorization(api)])),
  /** How each of them ends a grant. */
  revocation: () => table(['Platform', 'Request that ends the grant', '`revocation`'], revocations),
  /** What a connector may do. */
  connector: () => table(['Function', 'Default'], codeRows(connectorDefaults)),
  /** Every error of the account API. */
  errors: () => table(['Status', 'Code', 'Message'], byStatus.map(([code, { status, message }]) => [String(status), `\`${code}\``, message])),
  /** What the vault throws. */
  vaultErrors: () => table(['Code', 'Status', 'Cause', 'What to do'], Object.entries(vaultErrors).map(([code, texts]) => [`\`${code}\``, String(errorCatalogue[code as ErrorCode].status), ...texts])),
  statuses: () => table(['`status`', 'Meaning'], codeRows(statuses)),
  reasons: () => table(['`reconnectReason`', 'Meaning'], codeRows(reasons)),
  hooks: () => table(['Hook', 'When'], codeRows(hooks)),
  /** How often a user may do what costs a request to a platform or the hash of a password. */
  limits: () => table(['A user can', 'at most'], Object.entries(attempts).map(([kind, text]) => [text, `${limits[kind as keyof typeof limits].points} times in ${limits[kind as keyof typeof limits].duration} seconds`])),
  /** What an app can run. */
  commands: () => table(['Command', 'What it does'], commands),
  leaseTime: () => `${leaseTime / 1000} seconds`,
  takeOverAfter: () => `${takeOverAfter / 60_000} minutes`,
  uncertainFor: () => `${uncertainFor / 60_000} minutes`,
  /** Every variable that the server reads. */
  settings: () => table(['Variable', 'What it does', 'Default'], settingRows(settings)),
  /** The ones of the database. */
  databaseSettings: () => table(['Variable', 'What it does', 'Default'], settingRows(settings).filter(([name]) => /^`(?:DATABASE|SQLITE)_/.test(name!))),
  /** The keys of `runtimeConfig.connect`. */
  runtimeConfig: () => table(['Key', 'Variables, in order of precedence', 'Default'], Object.entries(runtimeDefaults).map(([key, value]) => runtimeRow(key, value))),
  /** Options of Better Auth that an app cannot set, or not to every value. */
  refusedOptions: () => table(['Option', 'Refused values', 'Why, and what to do'], refusedOptions.map(({ option, values, reason }) => [`\`${option}\``, values, reason])),
  environmentOptions: () => table(['Option', 'What to do'], environmentOptions.map(({ option, reason }) => [`\`${option}\``, reason])),
  /** The tables of the database. */
  tables: () => table(['Table', 'Content', 'Foreign key'], Object.entries(schema).map(([name, table]) => [`\`${name}\``, tables[name as keyof typeof schema], foreignKeys(table)])),
  /** Their variables, for .env.example. */
  variables: () => `\n${definitions.filter(hasClient).flatMap(({ id }) => Object.values(credentialVariables(id))).map(name => `# ${name}=\n`).join('')}`,
}

/** What each platform is sent when a user disconnects. */
const revocations = await Promise.all(definitions.map(async (definition) => {
  let request = 'none'
  if (canRevoke(definition)) {
    await revokeGrant({ accessToken: 'access', refreshToken: 'refresh' }, {
      definition,
      host: '{host}',
      client: { clientId: '{clientId}', clientSecret: '' },
      async call(url, init) {
        request = `\`${init?.method} ${url}\``
        return { status: 204, ok: true, body: null }
      },
    })
  }
  return [`\`${definition.id}\``, request, canRevoke(definition) ? '`revoked` or `failed`' : '`unsupported`']
}))

const commands = await commandRows()

const byStatus = Object.entries(errorCatalogue).sort(([, a], [, b]) => a.status - b.status)

// The texts of tables whose rows are in the code. The types do not let a row be left out.

type AccountHook = Extract<keyof NitroRuntimeHooks, `connect:account:${string}`>
type DocumentedSetting = SettingName | ListSettingName | 'NUXT_PUBLIC_CONNECT_POPUP' | 'NUXT_PUBLIC_CONNECT_API_BASE_PATH'

const connectorDefaults: Record<keyof Connector, string> = {
  readProfile: 'reads the answer of `endpoints.userinfo` by `profile`',
  isRefusal: 'the error `invalid_grant` means that the grant has ended',
  renew: 'sends the refresh token to the token endpoint (RFC 6749, section 6)',
  revoke: 'sends the token to `endpoints.revoke` (RFC 7009), if there is one',
  connect: 'uses the credentials as the token',
  register: 'uses the client id and client secret of your app',
}

const vaultErrors = {
  UNAUTHENTICATED: ['The request has no session.', 'Let the user sign in.'],
  ACCOUNT_NOT_FOUND: ['The user has no such account.', 'Offer to connect one.'],
  RECONNECT_REQUIRED: ['The platform ended the grant, the grant expired and cannot be renewed, or the key no longer works.', 'Offer to reconnect the account. In a job: stop, and tell the user.'],
  RENEWAL_PENDING: ['Another renewal of this account is in progress, or its result is on the way to the database.', 'Try again later, not before `headers[\'retry-after\']`.'],
  RENEWAL_UNCERTAIN: ['A renewal was interrupted, and the platform does not accept the old token. The account can recover.', 'The same. Or offer to reconnect the account.'],
  PLATFORM_UNREACHABLE: ['The platform gave no answer, an answer that is not usable, status 5xx, or 429 with a long wait.', 'Try again later, not before `headers[\'retry-after\']`.'],
  PLATFORM_TIMEOUT: ['The platform took too long. It may have carried out the request.', 'Check whether it did before you try again.'],
  DATABASE_UNAVAILABLE: ['The database gave no answer, is locked or cannot be written.', 'Try again later, not before `headers[\'retry-after\']`.'],
  HOST_REFUSED: ['The host that the user named is not a public server.', 'Offer to connect another account.'],
  INVALID_REQUEST: ['`connectFetch` was given an address of another host.', 'Fix the code.'],
} satisfies Partial<Record<ErrorCode, readonly [cause: string, advice: string]>>

const statuses: Record<AccountStatus, string> = {
  healthy: 'The token works, or the server renews it when it is needed.',
  expiring: 'The token works until `accessTokenExpiresAt` and cannot be renewed.',
  uncertain: 'A renewal was interrupted. The server tries again, and the user can connect the account again. See [Interrupted renewals](#interrupted-renewals).',
  reconnect_required: 'The user has to connect the account again.',
}

const reasons: Record<ReconnectReason, string> = {
  grant_revoked: 'The platform refused the token or refused to renew it. For example, the user removed the app, or the refresh token expired.',
  grant_expired: 'The token expired and cannot be renewed.',
  renewal_lost: 'A renewal was interrupted, and its result did not arrive. The platform no longer accepts the old token.',
  key_refused: 'The platform no longer accepts the credentials.',
}

const hooks: Record<AccountHook, string> = {
  'connect:account:connected': 'A user connected an account, or connected it again.',
  'connect:account:refreshed': 'The token was renewed and stored.',
  'connect:account:reconnect_required': 'The account now needs its user.',
  'connect:account:disconnected': 'The account was disconnected, or its user was deleted.',
}

const attempts: Record<keyof typeof limits, string> = {
  key: 'connect an account with credentials',
  refresh: 'refresh an account through the API',
  password: 'set a first password',
}

const tables: Record<keyof typeof schema, string> = {
  user: 'Better Auth: users',
  account: 'Better Auth: connected accounts and passwords',
  session: 'Better Auth: sessions',
  verification: 'Better Auth: values that expire, such as the state of a sign-in',
  connection: 'Ours: profile, health and renewal of a connected account',
  platformClient: 'Ours: registrations of this server at hosts that users named',
  posts: 'The example of an app\'s own table',
}

/** What each variable does, and its default. */
export const settings: Record<DocumentedSetting, readonly [text: string, value: string]> = {
  PORT: ['The port of the server', '3000'],
  NITRO_PORT: ['The same; overrides `PORT`', ''],
  HOST: ['The address that the server listens on. On `127.0.0.1`, production does not need `BETTER_AUTH_URL`', 'all'],
  NITRO_HOST: ['The same; overrides `HOST`', ''],
  BETTER_AUTH_SECRET: ['Signs sessions and seals tokens; at least 32 random characters', 'generated in development, required in production'],
  BETTER_AUTH_SECRETS: ['For rotation: `2:new,1:old`, current first. See [docs/vault.md](docs/vault.md#rotating-the-secret)', ''],
  BETTER_AUTH_URL: ['The address of the app; `https` in production, except on this machine', '`NUXT_PUBLIC_APP_URL`'],
  NUXT_PUBLIC_APP_URL: ['The address of the app, if `BETTER_AUTH_URL` is not set', '`http://localhost:3000`; required in production'],
  BETTER_AUTH_TRUSTED_ORIGINS: ['Other origins whose pages may call the server, comma-separated, such as `https://app.example.com` or `https://*.example.com`. CORS only allows origins without a pattern', ''],
  RENEWAL_JOURNAL: ['Folder for renewed tokens that are not in the database yet, or `off`. See [docs/vault.md](docs/vault.md#interrupted-renewals)', '`.data/connect-renewals`; off on serverless hosts'],
  CROSS_SITE_COOKIES: ['`true`: browsers send cookies from pages of other sites. `partitioned`: also browsers that block third-party cookies do. See [docs/spa.md](docs/spa.md)', '`false`'],
  BEARER_SESSIONS: ['`true`: sessions by bearer token instead of cookies', '`false`'],
  DATABASE_URL: ['The PostgreSQL database to use', 'not set: embedded SQLite'],
  DATABASE_AUTO_MIGRATE: ['`true`: the server applies pending migrations to PostgreSQL at start', '`false`; SQLite is always migrated'],
  DATABASE_POOL_MAX: ['Maximum number of connections per process', '10; 1 on serverless hosts'],
  DATABASE_PREPARE: ['`false`: no prepared statements', '`true`, unless the URL shows a transaction pooler'],
  DATABASE_LOG_QUERIES: ['`true`: log the text of queries, without parameters', '`false`'],
  DATABASE_STATEMENT_TIMEOUT_MS: ['Time limit of one statement on PostgreSQL, in milliseconds', '10000'],
  DATABASE_LOCK_TIMEOUT_MS: ['Longest wait for a lock: of a row or table on PostgreSQL, of the file on SQLite', '5000'],
  DATABASE_POOL_TIMEOUT_MS: ['Longest wait for a free connection to PostgreSQL', '5000'],
  DATABASE_CONNECT_TIMEOUT_MS: ['Longest time to open a connection to PostgreSQL', '5000'],
  SQLITE_PATH: ['The SQLite file, if `DATABASE_URL` is not set', '`./auth.db`'],
  SIGN_UP_PLATFORMS: ['Platforms that new users can sign up with, comma-separated', 'those that verify email addresses'],
  KEEP_ALIVE_AFTER_DAYS: ['Every hour, renew grants that were last renewed more than this number of days ago', 'off'],
  TRUSTED_PROXIES: ['Addresses or ranges of your proxies, comma-separated. Without it, `X-Forwarded-For` is ignored', ''],
  ORIGIN_CHECK_EXEMPT_PATHS: ['Paths under `/api/` whose changing requests may come from any origin, comma-separated. See [docs/security.md](docs/security.md#forged-requests)', ''],
  NUXT_PUBLIC_CONNECT_POPUP: ['`true`: connect accounts in a popup. If the browser blocks it, by redirect', '`false`'],
  NUXT_PUBLIC_CONNECT_API_BASE_PATH: ['The address of another server\'s account API', 'this server'],
  PLATFORM_TIMEOUT_MS: ['Timeout of requests to platforms, in milliseconds', String(runtimeDefaults.platformTimeoutMs)],
  SANDBOX_URL: ['Base URL of a sandbox that simulates the platforms', 'on in development without credentials'],
  ALLOW_SANDBOX_IN_PRODUCTION: ['`true`: a production build may use the sandbox, where anyone can sign in as anyone', '`false`'],
  SHUTDOWN_TIMEOUT_MS: ['Time for requests and renewals in progress to end after SIGTERM or SIGINT, in milliseconds. See [docs/database.md](docs/database.md#stopping-the-server)', '10000'],
  SHUTDOWN_DELAY_MS: ['Time after the signal in which new requests are still served and the health check answers 503', '0'],
  NITRO_SHUTDOWN_SIGNALS: ['Signals that Nitro handles itself. The two variables above then have no effect', ''],
  NITRO_SHUTDOWN_DISABLED: ['`true`: a signal ends the server at once', ''],
}

/** A text with its generated parts as they have to be. @throws Error when it asks for a part that does not exist */
export function withGenerated(text: string): string {
  return text
    .replaceAll(/(<!-- generated:(\S+) -->).*?(<!-- \/generated -->)/gs, (_, start: string, name: string, end: string) => `${start}${part(name)}${end}`)
    .replaceAll(/^(# generated:(\S+)).*?^(# \/generated)$/gms, (_, start: string, name: string, end: string) => `${start}${part(name)}${end}`)
}

function part(name: string): string {
  const file = /^file:(.+)$/.exec(name)?.[1]
  if (file) return `\n\n\`\`\`ts\n// ${file.replace('tests/fixtures/app/', '').replace('tests/examples/', 'connect/platforms/')}\n${readFileSync(file, 'utf8')}\`\`\`\n\n`
  const [, source, start] = /^excerpt:(.+):(.+)$/.exec(name) ?? []
  if (source) return `\n\n\`\`\`ts\n// ${source}\n${excerpt(source, start!)}\`\`\`\n\n`
  const component = /^component:(.+)$/.exec(name)?.[1]
  if (component) return componentTable(`components/${component}.vue`)
  if (!Object.hasOwn(parts, name)) throw new Error(`There is no generated part "${name}", only ${Object.keys(parts).join(', ')} file:<path>, excerpt:<path>:<name> and component:<name>.`)
  return parts[name]!()
}

function setupRow(definition: PlatformDefinition): string[] {
  const { id, name, helpUrl } = definition
  if (definition.kind === 'apikey') return [name, `nothing to register: each user pastes [their own key](${helpUrl})`, '', '']
  if (definition.kind === 'apppassword') return [name, `nothing to register: each user enters [an app password](${helpUrl})`, '', '']
  if (!hasClient(definition)) return [name, 'nothing to register: the server registers itself with each host', '', '']
  const { clientId, clientSecret } = credentialVariables(id)
  const { host, pathname } = new URL(definition.credentialsUrl!)
  return [
    name,
    `[${host.replace('www.', '')}${pathname.replace(/\/$/, '')}](${definition.credentialsUrl})`,
    `\`https://app.example.com/api/auth/callback/${definition.providerId ?? id}\``,
    `\`${clientId}\`, \`${clientSecret}\``,
  ]
}

/** Whether the developer registers the app there. */
function hasClient(definition: PlatformDefinition): definition is PlatformDefinition & { kind: 'oauth' } {
  return definition.kind === 'oauth' && definition.credentialsUrl !== undefined
}

function way(definition: PlatformDefinition): string {
  if (definition.kind === 'oauth') return definition.host === 'user' ? 'consent at the host that the user names' : 'consent'
  return inSentence(definition.credentials.map(({ name }) => `\`${name}\``), 'and')
}

function renewal({ refresh = 'none', kind }: PlatformDefinition): string {
  return {
    rotating: 'renewed by a refresh token that changes at each use',
    reusable: 'renewed by a refresh token',
    exchange: 'renewed by itself',
    none: kind === 'oauth' ? 'not renewed' : 'the credentials are sent',
  }[refresh]
}

function ending(definition: PlatformDefinition): string {
  return canRevoke(definition) ? 'ends the grant at the platform' : 'forgets the account here'
}

function authorization({ authorization = 'bearer' }: PlatformDefinition['api']): string {
  if (authorization === 'bearer') return '`Authorization: Bearer`'
  return 'basic' in authorization ? 'HTTP Basic' : `\`${authorization.header}: ${authorization.value}\``
}

function codeRows(texts: Record<string, string>): string[][] {
  return Object.entries(texts).map(([name, text]) => [`\`${name}\``, text])
}

function settingRows(settings: Record<string, readonly [text: string, value: string]>): string[][] {
  return Object.entries(settings).map(([name, texts]) => [`\`${name}\``, ...texts])
}

function runtimeRow(key: string, value: unknown): string[] {
  if (key === 'platforms') return ['`platforms.<id>.clientId`, `.clientSecret`', '`NUXT_CONNECT_PLATFORMS_<ID>_CLIENT_ID`, `<ID>_CLIENT_ID`; `..._CLIENT_SECRET`', '']
  const name = key.replaceAll(/[A-Z]/g, letter => `_${letter}`).toUpperCase()
  return [`\`${key}\``, `\`NUXT_CONNECT_${name}\`, \`${name}\``, `\`${typeof value === 'string' ? `'${value}'` : value}\``]
}

function foreignKeys(of: unknown): string {
  // The schema is of the dialect that DATABASE_URL chooses.
  const keys = is(of, PgTable) ? postgresTable(of).foreignKeys : sqliteTable(of as SQLiteTable).foreignKeys
  return keys.map((key) => {
    const { columns, foreignTable } = key.reference()
    return `\`${columns[0]!.name}\` → \`${getTableName(foreignTable)}\`, on delete ${key.onDelete}`
  }).join('; ')
}

/** An exported declaration of a file, from its first line to the line that closes it. */
function excerpt(file: string, name: string): string {
  const lines = readFileSync(file, 'utf8').split(/(?<=\n)/)
  const start = lines.findIndex(line => line.startsWith(`export const ${name} `))
  if (start === -1) throw new Error(`${file} does not export ${name}.`)
  const length = lines.slice(start).findIndex(line => /^[})\]]+\n/.test(line))
  return lines.slice(start, start + length + 1).join('')
}

function run(check: boolean): void {
  const outdated = files.filter((file) => {
    const text = readFileSync(file, 'utf8')
    const generated = withGenerated(text)
    if (text !== generated && !check) writeFileSync(file, generated)
    return text !== generated
  })
  if (!outdated.length) return
  if (!check) return console.info(`Wrote ${outdated.join(', ')}.`)
  console.error(`Generated parts of ${outdated.join(', ')} are outdated. Run npm run docs:generate.`)
  process.exitCode = 1
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) run(process.argv.includes('--check'))
