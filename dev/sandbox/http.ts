import type { IncomingHttpHeaders } from 'node:http'

/** One request as the simulators see it: already read, so that handlers are plain functions. */
export interface SandboxRequest {
  method: string
  /** Path as mounted, host first and without the query: `/api.x.com/2/oauth2/token`. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The body if it was sent as `application/x-www-form-urlencoded`, otherwise empty. */
  form: URLSearchParams
  /** The raw body. */
  text: string
}

/** What a handler answers. */
export interface Reply {
  status: number
  headers?: Record<string, string>
  body?: string
}

/**
 * Headers of every HTML answer. There is no `form-action`: Chromium applies it to the redirect
 * that follows the form as well, and that one leads back to the app's own origin.
 */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': 'default-src \'none\'; style-src \'unsafe-inline\'; img-src data: \'self\'; frame-ancestors \'none\'',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** A JSON answer, not cacheable unless `headers` says otherwise. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  }
}

/** An HTML answer under the sandbox's content security policy. */
export function page(status: number, html: string): Reply {
  return { status, headers: { ...PAGE_HEADERS }, body: html }
}

/** A 302 to `location`. */
export function redirect(location: string): Reply {
  return { status: 302, headers: { location, 'cache-control': 'no-store' } }
}

/** Escapes text for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\'', '&#39;')
}
