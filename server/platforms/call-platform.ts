import { connectError } from '../../shared/errors'
import type { PlatformId } from '../../shared/platforms/registry'
import { setting } from '../settings'
import { guardedFetch, UnsafeHost } from './guarded-fetch'
import { readRetryAfter } from './retry-after'
import { isSimulated, sandboxUrl } from './sandbox'

/** `User-Agent` of all requests. Reddit and Dev.to refuse requests without one. */
export const userAgent = 'nuxt-better-auth-connect'

/** Maximum size of a response body in bytes, after decompression. */
const maxBodyBytes = 1_048_576

/** Timeout of requests to platforms in milliseconds, from `PLATFORM_TIMEOUT_MS`. */
export function platformTimeout(): number {
  return setting('PLATFORM_TIMEOUT_MS') || 10_000
}

export interface PlatformAnswer {
  /** Below 500, and neither 429 nor a redirect. */
  status: number
  ok: boolean
  /** The parsed JSON, or null if the body is not JSON. */
  body: unknown
}

export interface CallOptions {
  /** Whether a user named the host. Then only public hosts are allowed. @default false */
  guarded?: boolean
  /** @default the guarded fetch for hosts that users name, otherwise the global fetch */
  fetch?: typeof fetch
}

/**
 * Calls a platform's API. A redirect is an error, because following it could send
 * the credentials to another host. A response of more than a megabyte is an error, too.
 *
 * @param timeout milliseconds until the complete response must have arrived
 * @throws ConnectError `PLATFORM_TIMEOUT` after the timeout, `PLATFORM_UNREACHABLE`
 * without a usable response or with status 429 or 5xx. With `guarded`, `HOST_REFUSED`
 * when the host is not public, redirects or sends too much.
 */
export async function callPlatform(platform: PlatformId, url: string, init: RequestInit, timeout = platformTimeout(), { guarded = false, fetch = fetchFor(url, guarded) }: CallOptions = {}): Promise<PlatformAnswer> {
  const headers = new Headers(init.headers)
  headers.set('user-agent', userAgent)
  headers.set('accept', 'application/json')
  let response: Response
  let text: string
  try {
    response = await fetch(url, { ...init, headers, redirect: 'manual', signal: AbortSignal.timeout(timeout) })
    text = await readText(response)
  }
  catch (cause) {
    throw connectError(errorCode(cause, guarded), { platform, cause })
  }
  const { status, ok } = response
  if (status >= 500 || status === 429) {
    const seconds = readRetryAfter(response.headers.get('retry-after'))
    throw connectError('PLATFORM_UNREACHABLE', { platform, cause: new UnusableAnswer(status), headers: seconds === undefined ? {} : { 'retry-after': String(seconds) } })
  }
  return { status, ok, body: parseJson(text) }
}

/** The `fetch` for a URL: guarded if a user named the host. Not for the sandbox, which is on this machine, so the guard would refuse it. */
export function fetchFor(url: string, guarded: boolean): typeof globalThis.fetch {
  if (!guarded || (sandboxUrl() && isSimulated(new URL(url).host))) return globalThis.fetch
  return guardedFetch
}

function errorCode(cause: unknown, guarded: boolean) {
  const { name, cause: reason } = cause as Error
  if (name === 'TimeoutError') return 'PLATFORM_TIMEOUT'
  return guarded && (cause instanceof UnsafeHost || reason instanceof UnsafeHost) ? 'HOST_REFUSED' : 'PLATFORM_UNREACHABLE'
}

/** The platform answered, but not in a usable way. It is the `cause` of a ConnectError. */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer'

  constructor(readonly status: number) {
    super(`The answer is not usable (${status}).`)
  }
}

/** Codes of errors before a request is sent. */
const notSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/**
 * Whether the platform may have carried out a request that failed. It has not if the
 * connection was refused, or if it answered with 503 or a status from 400 to 499.
 *
 * @param error the error that `callPlatform` threw, or one with an {@link UnusableAnswer} as its cause
 */
export function mayHaveSucceeded(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string, cause?: { code?: string } } }
  if (cause instanceof UnusableAnswer) return cause.status < 400 || (cause.status >= 500 && cause.status !== 503)
  return ![cause?.code, cause?.cause?.code].some(code => code !== undefined && notSent.has(code))
}

/** Reads a response body as text. Closes the connection if the response is a redirect or too large. */
async function readText({ status, body }: Response): Promise<string> {
  if (status >= 300 && status < 400) {
    await body?.cancel()
    throw new UnsafeHost(`The response is a redirect (${status}).`)
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop cancels the body.
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > maxBodyBytes) throw new UnsafeHost(`The response is larger than ${maxBodyBytes} bytes.`)
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch {
    return null
  }
}

/** The `Authorization` header of HTTP Basic authentication. @see https://www.rfc-editor.org/rfc/rfc7617 */
export function basicAuth(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

/** The `error` of an OAuth error response. @see https://datatracker.ietf.org/doc/html/rfc6749#section-5.2 */
export function oauthError(body: unknown): string | undefined {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined
  return typeof error === 'string' ? error : undefined
}
