import { appendResponseHeader, getHeader, setResponseHeaders } from 'h3'
import type { H3Event } from 'h3'
import { listSetting } from '../settings'

/** Seconds that a browser may cache a preflight response. */
const preflightMaxAge = 600

/**
 * The origins whose pages may send requests with cookies and read the responses:
 * the exact origins in `BETTER_AUTH_TRUSTED_ORIGINS`. Patterns in that list count
 * only for Better Auth's origin check, not for CORS.
 */
export function corsOrigins(list = listSetting('BETTER_AUTH_TRUSTED_ORIGINS') ?? []): Set<string> {
  const entries = list.filter(entry => !/[*?]/.test(entry))
  return new Set(entries.map(entry => URL.parse(entry)?.origin).filter(origin => origin !== undefined && origin !== 'null') as string[])
}

/**
 * Sets the CORS headers for pages of trusted origins. Ours on purpose: h3's `handleCors`
 * leaves `Vary` out where the origin is not allowed, so that a cache would mix answers.
 *
 * @returns whether the request is a preflight, which needs no further handling
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function allowCrossOrigin(event: H3Event, origins: Set<string>): boolean {
  // For all requests: a cache must not return the response for one origin to another.
  appendResponseHeader(event, 'vary', 'Origin')
  const origin = getHeader(event, 'origin')
  const isPreflight = event.method === 'OPTIONS' && getHeader(event, 'access-control-request-method') !== undefined
  if (!origin || !origins.has(origin)) return isPreflight
  setResponseHeaders(event, {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    ...(isPreflight
      ? {
          'access-control-allow-methods': 'GET, POST, DELETE',
          'access-control-allow-headers': 'authorization, content-type, if-none-match',
          'access-control-max-age': preflightMaxAge,
        }
      : { 'access-control-expose-headers': 'etag, retry-after, set-auth-token' }),
  })
  return isPreflight
}
