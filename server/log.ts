import { DrizzleQueryError } from 'drizzle-orm'

/**
 * An error as it may stand in a log: what went wrong and where, down its chain
 * of causes, and no values. Drizzle puts a query's parameters into its message
 * and PostgreSQL the conflicting row into its detail; both hold tokens and
 * addresses.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : Object.prototype.toString.call(error)
  const message = error instanceof DrizzleQueryError ? `Failed query: ${error.query}` : error.message
  const frames = error.stack?.split('\n').filter(line => /^\s+at /.test(line)).slice(0, 8) ?? []
  const lines = [`${error.name}: ${message}`, ...frames]
  if (error.cause) lines.push(`caused by ${describeError(error.cause)}`)
  return lines.join('\n')
}

/** Logs an unexpected error without the values it carries. */
export function logError(what: string, error: unknown): void {
  console.error(`[connect] ${what}\n${describeError(error)}`)
}
