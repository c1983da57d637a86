import { ConnectError } from '../../shared/errors'
import type { PlatformId } from '../../shared/platforms'

/** Sent along everywhere: Reddit and Dev.to turn away clients that do not say who they are. */
export const userAgent = 'nuxt-better-auth-connect'

/** Milliseconds a platform has to answer, from `PLATFORM_TIMEOUT_MS`. */
export function platformTimeout(): number {
  return Number(process.env.PLATFORM_TIMEOUT_MS) || 10_000
}

export interface PlatformAnswer {
  /** Below 500, and never 429. */
  status: number
  ok: boolean
  /** The parsed JSON, or null where there was none. */
  body: unknown
}

/**
 * Calls a platform's API. A redirect counts as a failure: following one would
 * hand the credentials in the request to whoever it points at.
 *
 * @param timeout milliseconds until it is given up
 * @throws ConnectError `PLATFORM_TIMEOUT` when it takes too long, `PLATFORM_UNREACHABLE`
 * when there is no answer, or one of 5xx or 429
 */
export async function callPlatform(platform: PlatformId, url: string, init: RequestInit, timeout = platformTimeout()): Promise<PlatformAnswer> {
  const headers = new Headers(init.headers)
  headers.set('user-agent', userAgent)
  headers.set('accept', 'application/json')
  let response: Response
  let text: string
  try {
    response = await fetch(url, { ...init, headers, redirect: 'error', signal: AbortSignal.timeout(timeout) })
    text = await response.text()
  }
  catch (cause) {
    const code = (cause as Error).name === 'TimeoutError' ? 'PLATFORM_TIMEOUT' : 'PLATFORM_UNREACHABLE'
    throw new ConnectError(code, { platform, cause })
  }
  const { status, ok } = response
  if (status >= 500 || status === 429) {
    const retryAfter = response.headers.get('retry-after')
    throw new ConnectError('PLATFORM_UNREACHABLE', { platform, headers: retryAfter ? { 'retry-after': retryAfter } : {} })
  }
  return { status, ok, body: parseJson(text) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch {
    return null
  }
}

/** HTTP Basic authentication of a client. @see https://datatracker.ietf.org/doc/html/rfc6749#section-2.3.1 */
export function basicAuth({ clientId, clientSecret }: { clientId: string, clientSecret: string }): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`
}

/** The `error` of an OAuth error answer. @see https://datatracker.ietf.org/doc/html/rfc6749#section-5.2 */
export function oauthError(body: unknown): string | undefined {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined
  return typeof error === 'string' ? error : undefined
}
