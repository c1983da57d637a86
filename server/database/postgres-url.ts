import type postgres from 'postgres'

type PostgresOptions = postgres.Options<Record<string, never>>

/** What stands between the server and PostgreSQL, told from the URL. */
const transactionPoolers = [
  (url: URL) => url.hostname.endsWith('.pooler.supabase.com') && url.port === '6543',
  (url: URL) => url.hostname.split('.')[0]!.endsWith('-pooler'),
  (url: URL) => url.port === '6543',
  (url: URL) => url.searchParams.get('pgbouncer') === 'true',
]

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']

/** Parameters that other clients put into the URL and PostgreSQL itself would refuse. */
const foreignParameters = ['pgbouncer', 'connection_limit', 'pool_timeout', 'channel_binding', 'schema', 'uselibpqcompat', 'supa']

/**
 * Reads `DATABASE_URL`, without ever repeating it: a message about a bad one
 * says what to fix and never shows the password.
 *
 * @returns the URL to connect to and postgres-js' options: no prepared
 * statements behind a transaction pooler (or with `DATABASE_PREPARE=false`),
 * `DATABASE_POOL_MAX` connections at most (10; 1 on serverless presets).
 * @throws Error with a sentence that says what to fix
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

/** The database in one line for logs: never the user name, never the password. */
export function describePostgresUrl(databaseUrl: string): string {
  const url = parse(databaseUrl)
  return `PostgreSQL at ${url.hostname}:${url.port || 5432}${url.pathname}`
}

function parse(databaseUrl: string): URL {
  const url = URL.parse(databaseUrl)
  // An unencoded / or # in the password ends the host early, and leaves the rest where it would be shown.
  const isCutShort = url && (url.hash || /[/@]/.test(url.pathname.slice(1)) || url.search.includes('@'))
  if (!url || !url.hostname || isCutShort) {
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

function isServerless(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.VERCEL || env.NETLIFY || env.AWS_LAMBDA_FUNCTION_NAME)
}

/** postgres-js reads `sslmode` itself, but takes one it does not know for "verify everything" and fails much later. */
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
