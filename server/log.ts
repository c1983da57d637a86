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

/** Milliseconds in which the same failure is logged once. */
const collapseFor = 10_000
/** Failures that are told apart at one time. More of them are one kind, so that clients cannot fill the memory. */
const maxFailures = 100

/** Failures that were logged within the last seconds, with the number of later ones. */
const failures = new Map<string, number>()

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
  logFailure(message, error, `${message}\n${describeError(error)}`)
}

/**
 * Logs a failure that may happen many times, such as of a database that is unavailable:
 * the first one in full, and the number of those in the next ten seconds.
 *
 * @param kind failures of the same kind are the same one. By default those with the same message.
 */
export function logFailure(text: string, error?: unknown, kind = text): void {
  const message = oneLine(text)
  const key = failures.has(kind) || failures.size < maxFailures ? kind : 'other'
  const before = failures.get(key)
  if (before !== undefined) {
    failures.set(key, before + 1)
    return
  }
  failures.set(key, 0)
  log.error(error === undefined ? message : `${message}\n${describeError(error)}`)
  setTimeout(() => {
    const more = failures.get(key)
    failures.delete(key)
    if (more) log.error(`${message} (and ${more} more in the last ${collapseFor / 1000} s)`)
  }, collapseFor).unref()
}
