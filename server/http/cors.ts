import { appendResponseHeader, getHeader, setResponseHeaders } from 'h3'
import type { H3Event } from 'h3'

/** Seconds a browser may remember that an origin is welcome. */
const preflightAge = 600

/**
 * The origins whose pages may read answers, with the user's cookies: those of
 * `BETTER_AUTH_TRUSTED_ORIGINS`, to the letter. A pattern there is good for
 * Better Auth's own check of where requests come from; it opens nothing here.
 */
export function corsOrigins(list = process.env.BETTER_AUTH_TRUSTED_ORIGINS): Set<string> {
  const entries = list?.split(',').map(entry => entry.trim()).filter(entry => entry && !/[*?]/.test(entry)) ?? []
  return new Set(entries.map(entry => URL.parse(entry)?.origin).filter(origin => origin !== undefined && origin !== 'null') as string[])
}

/**
 * Lets pages of the trusted origins call the API from a browser.
 *
 * @returns whether it was the browser's question beforehand, which needs no other answer
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function allowCrossOrigin(event: H3Event, origins: Set<string>): boolean {
  // Whoever asks: a cache must not hand one origin's answer to another.
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
          'access-control-max-age': preflightAge,
        }
      : { 'access-control-expose-headers': 'etag, retry-after, set-auth-token' }),
  })
  return isPreflight
}
