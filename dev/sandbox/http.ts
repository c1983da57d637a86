import type { IncomingHttpHeaders } from 'node:http'

/** A completely read request, so that handlers are plain functions. */
export interface SandboxRequest {
  method: string
  /** The path without the query. The provider's host is the first segment: `/api.x.com/2/oauth2/token`. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The parsed body if its type is `application/x-www-form-urlencoded`, otherwise empty. */
  form: URLSearchParams
  /** The raw body. */
  text: string
}

/** Response of a handler. */
export interface Reply {
  status: number
  headers?: Record<string, string>
  body?: string
}

/**
 * Headers of every HTML response. The policy has no `form-action`, because Chromium also applies
 * it to the redirect after the form, which goes to the app's origin.
 */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': 'default-src \'none\'; style-src \'unsafe-inline\'; img-src data: \'self\'; frame-ancestors \'none\'',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Creates a JSON response. It is not cacheable unless `headers` allows it. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  }
}

/** Creates an HTML response with the sandbox's content security policy. */
export function page(status: number, html: string): Reply {
  return { status, headers: { ...PAGE_HEADERS }, body: html }
}

/** Creates a 302 redirect. */
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
