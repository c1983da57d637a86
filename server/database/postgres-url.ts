import type postgres from 'postgres'

type PostgresOptions = postgres.Options<Record<string, never>>

/** Detects a transaction pooler in front of PostgreSQL by the URL. */
const transactionPoolers = [
  (url: URL) => url.hostname.endsWith('.pooler.supabase.com') && url.port === '6543',
  (url: URL) => url.hostname.split('.')[0]!.endsWith('-pooler'),
  (url: URL) => url.port === '6543',
  (url: URL) => url.searchParams.get('pgbouncer') === 'true',
]

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']

/** Parameters for other clients. PostgreSQL would refuse them. */
const foreignParameters = ['pgbouncer', 'connection_limit', 'pool_timeout', 'channel_binding', 'schema', 'uselibpqcompat', 'supa']

/**
 * Reads `DATABASE_URL`. Error messages never contain the URL, because it contains
 * the password.
 *
 * @returns the URL to connect to and the options for postgres-js: no prepared
 * statements behind a transaction pooler (or with `DATABASE_PREPARE=false`), and at
 * most `DATABASE_POOL_MAX` connections (default 10, or 1 on serverless presets).
 * @throws Error with the fix when the URL is not valid
 * @see https://github.com/porsager/postgres#connection
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
 */
export function readPostgresUrl(databaseUrl: string, env: NodeJS.ProcessEnv = process.env): { url: string, options: PostgresOptions } {
  const url = parse(databaseUrl)
  checkTls(url)
  const options: PostgresOptions = {
    prepare: env.DATABASE_PREPARE !== 'false' && !transactionPoolers.some(isPooler => isPooler(url)),
    max: readPoolSize(env),
    onnotice: () => {},
  }
  for (const parameter of foreignParameters) url.searchParams.delete(parameter)
  return { url: url.href, options }
}

/** Describes the database for logs, without user name and password. */
export function describePostgresUrl(databaseUrl: string): string {
  const url = parse(databaseUrl)
  return `PostgreSQL at ${url.hostname}:${url.port || 5432}${url.pathname}`
}

function parse(databaseUrl: string): URL {
  const url = URL.parse(databaseUrl)
  // An unencoded / or # in the password ends the host too early. The rest of the password would then be in a part that is logged.
  const hasUnencodedPassword = url && (url.hash || /[/@]/.test(url.pathname.slice(1)) || url.search.includes('@'))
  if (!url || !url.hostname || hasUnencodedPassword) {
    throw new Error('DATABASE_URL is not a URL. It looks like postgresql://user:password@host:5432/database; special characters in the password must be percent-encoded (@ is %40, / is %2F, # is %23).')
  }
  if (url.protocol !== 'postgresql:' && url.protocol !== 'postgres:') {
    throw new Error(`DATABASE_URL must start with postgresql://, not ${url.protocol}//. Leave it unset to use embedded SQLite.`)
  }
  if (url.pathname.length < 2) {
    throw new Error('DATABASE_URL names no database: put its name after the host, as in postgresql://user:password@host:5432/database.')
  }
  return url
}

function readPoolSize(env: NodeJS.ProcessEnv): number {
  if (!env.DATABASE_POOL_MAX) return isServerless(env) ? 1 : 10
  const size = Number(env.DATABASE_POOL_MAX)
  if (!Number.isInteger(size) || size < 1) {
    throw new Error('DATABASE_POOL_MAX must be a whole number of connections, 1 or more.')
  }
  return size
}

/** Whether the server runs on a serverless host. */
export function isServerless(env: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(env.VERCEL || env.NETLIFY || env.AWS_LAMBDA_FUNCTION_NAME)
}

/** Checks `sslmode` early. postgres-js treats an unknown value as `verify-full`, and the error then appears only when it connects. */
function checkTls(url: URL): void {
  const mode = url.searchParams.get('sslmode')
  if (mode && !sslModes.includes(mode)) {
    throw new Error(`DATABASE_URL has an unknown sslmode. Use one of ${sslModes.join(', ')}.`)
  }
  const certificate = url.searchParams.get('sslrootcert')
  if (certificate && certificate !== 'system') {
    throw new Error('DATABASE_URL names a certificate file in sslrootcert. Name it in NODE_EXTRA_CA_CERTS instead, and leave sslrootcert out.')
  }
}
