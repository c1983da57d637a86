import { getRequestIP, toWebRequest } from 'h3'
import type { H3Event } from 'h3'
import { ConnectError } from '../../shared/errors'
import { isUniqueViolation } from '../database/unique-violation'
import { logError } from '../log'
import { useAuth } from './index'

/**
 * Lets Better Auth answer a request, and answers for it what it leaves
 * unhandled: a callback ends on a page with an error, everything else in JSON.
 */
export async function handleAuthRequest(event: H3Event): Promise<Response> {
  const request = toAuthRequest(event)
  const isCallback = new URL(request.url).pathname.startsWith('/api/auth/callback/')
  try {
    const response = await useAuth().handler(request)
    return response.status === 404 && !response.body ? toResponse(new ConnectError('NOT_FOUND')) : response
  }
  catch (error) {
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

function toResponse(error: ConnectError): Response {
  return Response.json(error.toBody(), { status: error.status, headers: { 'cache-control': 'private, no-store' } })
}

function toErrorPage(error: string): Response {
  return new Response(null, { status: 302, headers: { location: `/login?error=${error}` } })
}
