import { getRequestIP, toWebRequest } from 'h3'
import type { H3Event } from 'h3'
import { ConnectError, errorCatalogue } from '../../shared/errors'
import { isUniqueViolation } from '../database/unique-violation'
import { logError } from '../log'
import { useAuth } from '../auth'

/** Better Auth's codes whose messages are for developers, or do not say what to do. */
const plainWords = {
  INVALID_PASSWORD: 'That is not your password.',
  CREDENTIAL_ACCOUNT_NOT_FOUND: 'You have no password yet.',
  PASSWORD_TOO_SHORT: errorCatalogue.PASSWORD_TOO_SHORT.message,
  PASSWORD_TOO_LONG: errorCatalogue.PASSWORD_TOO_LONG.message,
} as const

/**
 * Lets Better Auth answer a request, and answers for it what it leaves
 * unhandled: a callback ends on a page with an error, everything else in JSON.
 */
export async function handleAuthRequest(event: H3Event): Promise<Response> {
  const request = toAuthRequest(event)
  const isCallback = new URL(request.url).pathname.startsWith('/api/auth/callback/')
  try {
    return await inPlainWords(await useAuth().handler(request))
  }
  catch (error) {
    if (error instanceof ConnectError) return toRefusal(error)
    // Two users linked one account at the same moment, and this one came second.
    const isTaken = isCallback && isUniqueViolation(error)
    if (!isTaken) logError(`${event.method} ${event.path.split('?')[0]} failed.`, error)
    if (isCallback) return toErrorPage(isTaken ? 'account_already_linked_to_different_user' : 'internal_server_error')
    return toResponse(new ConnectError('INTERNAL', { cause: error }))
  }
}

/**
 * The request as Better Auth should see it, with the address of the connection
 * where its rate limits look for one. What the client claims in
 * `X-Forwarded-For` stays to the left of it, where only `TRUSTED_PROXIES` can
 * make it count.
 */
function toAuthRequest(event: H3Event): Request {
  const request = toWebRequest(event)
  const headers = new Headers(event.headers)
  const address = getRequestIP(event) ?? ''
  const claimed = process.env.TRUSTED_PROXIES ? headers.get('x-forwarded-for') : null
  headers.set('x-forwarded-for', [claimed, address].filter(Boolean).join(', '))
  return new Request(request, { headers })
}

/** Says what Better Auth's errors leave to be guessed, as the rest of the API does. */
async function inPlainWords(response: Response): Promise<Response> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  if (response.status === 404 && !isJson) return toResponse(new ConnectError('NOT_FOUND'))
  if (response.status === 429) {
    const seconds = response.headers.get('x-retry-after') ?? '10'
    return toRefusal(new ConnectError('TOO_MANY_ATTEMPTS', { headers: { 'retry-after': seconds, 'x-retry-after': seconds } }))
  }
  if (response.status < 400 || !isJson) return response
  const body = await response.clone().json() as { code?: string } | null
  const message = body?.code && Object.hasOwn(plainWords, body.code) ? plainWords[body.code as keyof typeof plainWords] : undefined
  return message ? Response.json({ ...body, message }, response) : response
}

function toResponse(error: ConnectError, body: object = error.toBody()): Response {
  return Response.json(body, { status: error.status, headers: { ...error.headers, 'cache-control': 'private, no-store' } })
}

/** A refusal of ours on a route of Better Auth, whose own client looks for the `message`. */
function toRefusal(error: ConnectError): Response {
  return toResponse(error, { ...error.toBody(), message: error.message })
}

function toErrorPage(error: string): Response {
  return new Response(null, { status: 302, headers: { location: `/login?error=${error}` } })
}
