import { readPostgresUrl } from '../server/database/postgres-url'

/** The URL as PostgreSQL's own tools take it, quoted for a shell, without the password. */
function urlWithoutPassword(databaseUrl: string): string {
  const url = new URL(readPostgresUrl(databaseUrl).url)
  url.password = ''
  return `'${url.href.replaceAll('\'', '%27')}'`
}

/** The command that backs up a PostgreSQL database. @see https://www.postgresql.org/docs/current/app-pgdump.html */
export function dumpCommand(databaseUrl: string, file: string): string {
  return `pg_dump --format=custom --no-owner --file='${file}' --dbname=${urlWithoutPassword(databaseUrl)}`
}

/** The command that fills an empty PostgreSQL database from such a file, or changes nothing. @see https://www.postgresql.org/docs/current/app-pgrestore.html */
export function restoreCommand(databaseUrl: string, file: string): string {
  return `pg_restore --no-owner --single-transaction --exit-on-error --dbname=${urlWithoutPassword(databaseUrl)} '${file}'`
}

/** How these commands get the password. */
export const passwordAdvice = 'They ask for the password. In a job, set PGPASSWORD, or use a password file. Use a direct URL: the tools do not work through a transaction pooler.'
