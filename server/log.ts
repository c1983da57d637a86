import { createConsola } from 'consola/basic'
import { DrizzleQueryError } from 'drizzle-orm'

/** The server's log: plain lines at the same level everywhere, whatever consola takes the terminal for. */
export const log = createConsola({ level: 3 }).withTag('connect')

/**
 * Formats an error and its causes for the log: messages and stack frames, without
 * values. Drizzle puts query parameters into its message, and PostgreSQL puts the
 * conflicting row into its detail. Both contain tokens and email addresses.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : Object.prototype.toString.call(error)
  const message = error instanceof DrizzleQueryError ? `Failed query: ${error.query}` : error.message
  const frames = error.stack?.split('\n').filter(line => /^\s+at /.test(line)).slice(0, 8) ?? []
  const lines = [`${error.name}: ${message}`, ...frames]
  if (error.cause) lines.push(`caused by ${describeError(error.cause)}`)
  return lines.join('\n')
}

/** Logs an unexpected error, without the values that it contains. */
export function logError(message: string, error: unknown): void {
  log.error(`${message}\n${describeError(error)}`)
}
