import { createHash } from 'node:crypto'
import { appendResponseHeader, getHeader, setResponseHeader, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'

/**
 * Responds with `body`, or with 304 if the client already has it. Ours on purpose: h3's
 * `handleCacheHeaders` knows one tag only, and lets shared caches keep the response.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match
 */
export function sendWithEtag<T>(event: H3Event, body: T): T | null {
  const json = JSON.stringify(body)
  const etag = `"${createHash('sha256').update(json).digest('base64url')}"`
  setResponseHeader(event, 'etag', etag)
  appendResponseHeader(event, 'vary', 'Cookie, Authorization')
  const known = getHeader(event, 'if-none-match')?.split(',').map(tag => tag.trim().replace(/^W\//, ''))
  if (known?.includes(etag) || known?.includes('*')) {
    setResponseStatus(event, 304)
    return null
  }
  return body
}
