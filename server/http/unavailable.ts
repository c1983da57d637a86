import { setResponseHeaders } from 'h3'
import type { App } from 'h3'
import { ConnectError } from '../../shared/connect-error'
import { connectError } from '../../shared/errors'
import type { ErrorCode } from '../../shared/errors'
import { requestScope } from '../database/request-scope'
import { unavailableIn } from '../database/unavailable'
import type { DatabaseUnavailable } from '../database/unavailable'
import { logFailure } from '../log'

/** Seconds until a client should try again. Most causes last longer than a moment, and shorter than a minute. */
const retryAfter = 5

/** Headers of every answer with status 503. */
export const retryLater: Record<string, string> = { 'retry-after': String(retryAfter) }

/** The error of the catalogue for an unavailable database. Logs the cause. */
export function databaseUnavailable(cause: DatabaseUnavailable): ConnectError<ErrorCode> {
  // A client that left gets no answer, and its leaving is no failure.
  if (cause.fault !== 'abandoned') logFailure(cause.message, cause.cause)
  return connectError('DATABASE_UNAVAILABLE', { headers: retryLater, cause })
}

/**
 * Converts an error to `DATABASE_UNAVAILABLE`, if the database is its cause. Better Auth
 * hides causes, so any other unexpected error of a request whose query failed counts too.
 *
 * @returns undefined for errors with another cause
 */
export function toDatabaseUnavailable(error: unknown): ConnectError<ErrorCode> | undefined {
  if (error instanceof ConnectError) return undefined
  const cause = unavailableIn(error) ?? requestScope()?.failure
  return cause && databaseUnavailable(cause)
}

/**
 * Answers 503 instead of 500 on all other routes, such as pages and the app's own ones,
 * when an error's cause is the database.
 */
export function answerUnavailable({ options }: App): void {
  const { onError } = options
  options.onError = (error, event) => {
    const unavailable = toDatabaseUnavailable(error)
    if (unavailable) Object.assign(error, { statusCode: unavailable.status, statusMessage: 'Service Unavailable', message: unavailable.message, unhandled: false })
    // A page whose data could not be loaded. The cause is logged already.
    if ((error.data as { code?: string } | undefined)?.code === 'DATABASE_UNAVAILABLE') error.fatal = false
    if (error.statusCode === 503) setResponseHeaders(event, retryLater)
    return onError?.(error, event)
  }
}
