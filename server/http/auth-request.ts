import type { AuthContext, BetterAuthOptions } from 'better-auth'
import { toWebRequest } from 'h3'
import type { H3Event } from 'h3'
import { ConnectError } from '../../shared/connect-error'
import { connectError, errorCatalogue, toErrorBody } from '../../shared/errors'
import type { ErrorCode } from '../../shared/errors'
import type { DatabaseUnavailable } from '../database/unavailable'
import { isUniqueViolation } from '../database/unique-violation'
import { logError } from '../log'
import { useAuth } from '../auth'
import { withRequestContext } from '../auth/request-context'
import { forwardedFor } from './client-address'
import { limitOpenFlows } from './open-flows'
import { withPasswordAttempts } from './password-attempts'
import { runRequest } from './request-scope'
import { recordOutcome, recordRefusal } from './security-events'
import { databaseUnavailable, toDatabaseUnavailable } from './unavailable'

/** Code of the error page after a callback that failed because of the database. */
const unavailableCode = 'database_unavailable'

/** Messages for codes of Better Auth whose own messages are not meant for users. */
const messages = {
  INVALID_PASSWORD: 'That is not your password.',
  CREDENTIAL_ACCOUNT_NOT_FOUND: 'You have no password yet.',
  PASSWORD_TOO_SHORT: errorCatalogue.PASSWORD_TOO_SHORT.message,
  PASSWORD_TOO_LONG: errorCatalogue.PASSWORD_TOO_LONG.message,
} as const

/**
 * Handles a request with Better Auth. For errors that Better Auth throws, a callback
 * redirects to a page that shows the error, and all other paths respond with JSON.
 */
export async function handleAuthRequest(event: H3Event): Promise<Response> {
  const request = toAuthRequest(event)
  const isCallback = new URL(request.url).pathname.startsWith('/api/auth/callback/')
  return runRequest(event, scope => withRequestContext(async () => {
    const response = await answer(event, request, isCallback)
    // Better Auth catches errors of queries, and answers as if there was no such row.
    return scope.failure && isFailure(response) ? toUnavailable(response, scope.failure, isCallback) : response
  }))
}

async function answer(event: H3Event, request: Request, isCallback: boolean): Promise<Response> {
  try {
    await limitOpenFlows(event)
    return await withPasswordAttempts(event, async (user) => {
      const response = await normalizeError(await useAuth().handler(request))
      await recordOutcome(event, response, user)
      return response
    })
  }
  catch (error) {
    const unavailable = toDatabaseUnavailable(error)
    if (unavailable) return isCallback ? toErrorPage(unavailableCode) : toRefusal(unavailable)
    if (error instanceof ConnectError) {
      recordRefusal(event, error as ConnectError<ErrorCode>)
      return toRefusal(error as ConnectError<ErrorCode>)
    }
    await reportError(error)
    // Two users linked the same account at the same time, and the other request was first.
    const isTaken = isCallback && isUniqueViolation(error)
    if (!isTaken) logError(`${event.method} ${event.path.split('?')[0]} failed.`, error)
    if (isCallback) return toErrorPage(isTaken ? 'account_already_linked_to_different_user' : 'internal_server_error')
    return toResponse(connectError('INTERNAL', { cause: error }))
  }
}

/** Calls the app's `onAPIError.onError` with an unexpected error. Better Auth itself does not, because it has to throw errors to here. */
async function reportError(error: unknown): Promise<void> {
  const { options, $context } = useAuth()
  const onError = (options as BetterAuthOptions).onAPIError?.onError
  try {
    await onError?.(error, await $context as AuthContext)
  }
  catch (failure) {
    logError('onAPIError.onError of the app failed.', failure)
  }
}

/** Whether a response is an error, or redirects to a page that shows one. */
function isFailure({ status, headers }: Response): boolean {
  return status >= 400 || errorOf(headers.get('location')) !== null
}

/** Replaces a failed response. A redirect keeps its page and shows the actual cause there. */
function toUnavailable(response: Response, failure: DatabaseUnavailable, isCallback: boolean): Response {
  const error = databaseUnavailable(failure)
  const location = response.headers.get('location')
  if (!isCallback || !location) return toRefusal(error)
  const [path, query] = location.split('?')
  const parameters = new URLSearchParams(query)
  parameters.set('error', unavailableCode)
  parameters.delete('error_description')
  return new Response(null, { status: 302, headers: { location: `${path}?${parameters}` } })
}

function errorOf(location: string | null): string | null {
  return new URLSearchParams(location?.split('?')[1]).get('error')
}

/** Converts the request for Better Auth, whose rate limits read the client's address from `X-Forwarded-For`. */
function toAuthRequest(event: H3Event): Request {
  const headers = new Headers(event.headers)
  headers.set('x-forwarded-for', forwardedFor(event))
  return new Request(toWebRequest(event), { headers })
}

/** Converts Better Auth's error responses to the format of the account API, with clear messages. */
async function normalizeError(response: Response): Promise<Response> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  if (response.status === 404 && !isJson) return toResponse(connectError('NOT_FOUND'))
  if (response.status === 429) {
    const seconds = response.headers.get('x-retry-after') ?? '10'
    return toRefusal(connectError('TOO_MANY_ATTEMPTS', { headers: { 'retry-after': seconds, 'x-retry-after': seconds } }))
  }
  if (response.status < 400 || !isJson) return response
  const body = await response.clone().json() as { code?: string } | null
  const message = body?.code && Object.hasOwn(messages, body.code) ? messages[body.code as keyof typeof messages] : undefined
  return message ? Response.json({ ...body, message }, response) : response
}

function toResponse(error: ConnectError<ErrorCode>, body: object = toErrorBody(error)): Response {
  return Response.json(body, { status: error.status, headers: { ...error.headers, 'cache-control': 'private, no-store' } })
}

/** An error of ours on a route of Better Auth. Better Auth's client reads the field `message`. */
function toRefusal(error: ConnectError<ErrorCode>): Response {
  return toResponse(error, { ...toErrorBody(error), message: error.message })
}

function toErrorPage(error: string): Response {
  return new Response(null, { status: 302, headers: { location: `/login?error=${error}` } })
}
