import { createConsola } from 'consola/basic'
import { DrizzleQueryError } from 'drizzle-orm'

/** The server's log: plain lines at the same level everywhere, whatever consola takes the terminal for. */
export const log = createConsola({ level: 3 }).withTag('connect')

// Whatever an entry contains, it cannot look like another one: lines after the first are indented.
log.options.reporters = log.options.reporters.map(reporter => ({
  log: (entry, context) => reporter.log({ ...entry, args: entry.args.map((arg: unknown) => typeof arg === 'string' ? indented(arg) : arg) }, context),
}))

function indented(text: string): string {
  return text.split('\n').map(oneLine).join('\n    ')
}

/** Writes control characters, line breaks and direction marks as escapes, as in `\u000a`. For texts that come from a request. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Removes queries and fragments from the addresses in a text, because they can contain codes and tokens. */
export function withoutQueries(text: string): string {
  return text.replaceAll(/[?#]\S+/g, '')
}

/**
 * Formats an error and its causes for the log: messages and stack frames, without
 * values. Drizzle puts query parameters into its message, and PostgreSQL puts the
 * conflicting row into its detail. Both contain tokens and email addresses.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? oneLine(error) : Object.prototype.toString.call(error)
  const message = error instanceof DrizzleQueryError ? `Failed query: ${error.query}` : error.message
  const frames = error.stack?.split('\n').filter(line => /^\s+at /.test(line)).slice(0, 8) ?? []
  const lines = [oneLine(`${error.name}: ${message}`), ...frames]
  if (error.cause) lines.push(`caused by ${describeError(error.cause)}`)
  return lines.join('\n')
}

/** Logs an unexpected error, without the values that it contains. */
export function logError(message: string, error: unknown): void {
  log.error(`${oneLine(message)}\n${describeError(error)}`)
}
