import { setTimeout as wait } from 'node:timers/promises'
import { createFetch, FetchError } from 'ofetch'
import type { FetchOptions } from 'ofetch'
import { connectError } from '../../shared/errors'
import type { PlatformDefinition } from '../../shared/platforms/definition'
import type { PlatformId } from '../../shared/platforms/registry'
import { definitionOf, isOAuth } from '../platforms'
import { hostsOf, withHost } from '../platforms/hosts'
import { readRetryAfter } from '../platforms/retry-after'
import { authorizationHeaders } from '../platforms/authorize'
import { fetchFor, platformTimeout, userAgent } from '../platforms/call-platform'
import { requireGrant, useToken } from './access-token'
import type { AccessTokenOptions } from './access-token'
import { isRenewable } from './grant'
import type { Grant } from './grant'
import { markReconnectRequired } from './health'
import { refresh } from './refresh'

/** Maximum `Retry-After` in seconds that is waited for. With a longer one, the request fails at once. */
const maxRetryAfter = 10

/** The platform responded with an error status, for example because a scope is missing. */
export class PlatformResponseError extends Error {
  override readonly name = 'PlatformResponseError'

  constructor(readonly platform: PlatformId, readonly status: number, readonly data: unknown) {
    super(`${definitionOf(platform).name} responded with ${status}.`)
  }
}

/** `$fetch` for the API of one platform. Paths are relative to its base URL. */
export type PlatformFetch = <T = unknown>(path: string, options?: FetchOptions<'json'>) => Promise<T>

/**
 * Creates the function that `connectFetch` returns.
 *
 * @param findUserId returns the owner of the account; called for each request
 */
export function platformFetch(findUserId: () => Promise<string>, platform: PlatformId, options: AccessTokenOptions = {}): PlatformFetch {
  const definition = definitionOf(platform)

  return async <T>(path: string, init: FetchOptions<'json'> = {}) => {
    const grant = await requireGrant(await findUserId(), platform, options)
    const url = addressOf(definition, grant, path)
    const send = (token: string) => {
      const headers = new Headers(init.headers as HeadersInit | undefined)
      for (const [name, value] of Object.entries({ 'user-agent': userAgent, ...authorizationHeaders(definition, token) })) headers.set(name, value)
      const fetch = createFetch({ fetch: fetchFor(url, definition.host === 'user') })
      return fetch<T>(url, { timeout: platformTimeout(), ...init, headers, retry: 0, redirect: 'error' })
    }
    const token = await useToken(platform, grant)

    try {
      return await withRetryAfter(platform, () => send(token))
    }
    catch (error) {
      if (!(error instanceof PlatformResponseError) || error.status !== 401) throw error
      if (!isRenewable(grant)) {
        await markReconnectRequired(grant, isOAuth(definition) ? 'grant_revoked' : 'key_refused')
        throw connectError('RECONNECT_REQUIRED', { platform, cause: error })
      }
      // With the grant as read above: if another caller has renewed it since, this returns that token.
      const renewed = await refresh(platform, grant)
      return withRetryAfter(platform, () => send(renewed))
    }
  }
}

/** Resolves a path to a URL, and makes sure that the token is sent only to hosts of the platform. */
function addressOf(definition: PlatformDefinition, { state }: Grant, path: string): string {
  const host = state?.host ?? definition.defaultHost
  const url = URL.parse(/^https?:/i.test(path) ? path : `${withHost(definition.api.baseUrl, host)}/${path.replace(/^\/+/, '')}`)
  if (url?.protocol !== 'https:' || !hostsOf(definition, host).has(url.host)) {
    throw connectError('INVALID_REQUEST', { platform: definition.id, message: `The URL is not on a host of ${definition.name}, so connectFetch did not send the token. Use a path of its API.` })
  }
  return url.href
}

/** Runs a request, and retries it once if the platform sends a short `Retry-After`. */
async function withRetryAfter<T>(platform: PlatformId, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  }
  catch (error) {
    const seconds = retryAfter(error)
    if (seconds === undefined || seconds > maxRetryAfter) throw translate(platform, error)
    await wait(seconds * 1000)
    return call().catch((error: unknown) => {
      throw translate(platform, error)
    })
  }
}

/** The pause that the platform asked for, in seconds. Undefined if it did not ask. */
function retryAfter(error: unknown): number | undefined {
  if (!(error instanceof FetchError) || (error.status !== 429 && error.status !== 503)) return undefined
  return readRetryAfter(error.response?.headers.get('retry-after'))
}

/** Converts an error of ofetch. Its error contains the request with the token, ours does not. */
function translate(platform: PlatformId, error: unknown): unknown {
  if (!(error instanceof FetchError)) return error
  const { status } = error
  if (status === undefined) {
    const isTimeout = (error.cause as Error | undefined)?.name === 'TimeoutError'
    return connectError(isTimeout ? 'PLATFORM_TIMEOUT' : 'PLATFORM_UNREACHABLE', { platform })
  }
  if (status < 500 && status !== 429) return new PlatformResponseError(platform, status, error.data)
  const seconds = retryAfter(error)
  return connectError('PLATFORM_UNREACHABLE', { platform, headers: seconds === undefined ? {} : { 'retry-after': String(seconds) } })
}
