import { setTimeout as wait } from 'node:timers/promises'
import { FetchError, ofetch } from 'ofetch'
import type { FetchOptions } from 'ofetch'
import { ConnectError } from '../../shared/errors'
import { isOAuthPlatform, platforms } from '../../shared/platforms'
import type { PlatformId } from '../../shared/platforms'
import { keyConnectors, oauthConnectors } from '../platforms'
import { platformTimeout, userAgent } from '../platforms/call-platform'
import { renew, requireGrant, useToken } from './access-token'
import type { AccessTokenOptions, TokenOwner } from './access-token'
import { markReconnectRequired } from './health'

/** Seconds a platform may ask to wait before it is asked again instead of given up. */
const longestWait = 10

/** The platform answered, and what it answered is an error of the call, such as a scope that was not granted. */
export class PlatformResponseError extends Error {
  override readonly name = 'PlatformResponseError'

  constructor(readonly platform: PlatformId, readonly status: number, readonly data: unknown) {
    super(`${platforms[platform].name} answered ${status}.`)
  }
}

/** `$fetch` against one platform's API. Paths are relative to it. */
export type PlatformFetch = <T = unknown>(path: string, options?: FetchOptions<'json'>) => Promise<T>

/**
 * `$fetch` against the platform's API with a token of the user's account: one
 * that is valid now, renewed and tried once more when the platform turns it away
 * all the same. A `Retry-After` of up to ten seconds is waited for, once.
 *
 * The function it returns throws ConnectError as `getAccessToken` does, and
 * PlatformResponseError for what the platform answers with an error status.
 *
 * @example
 * const reddit = connectFetch(event, 'reddit')
 * const me = await reddit<{ name: string }>('/api/v1/me')
 */
export function connectFetch(owner: TokenOwner, platform: PlatformId, options: AccessTokenOptions = {}): PlatformFetch {
  const { api } = isOAuthPlatform(platform) ? oauthConnectors[platform] : keyConnectors[platform]

  return async <T>(path: string, init: FetchOptions<'json'> = {}) => {
    const url = addressOf(platform, api.baseUrl, path)
    const send = (token: string) => {
      const headers = new Headers(init.headers as HeadersInit | undefined)
      for (const [name, value] of Object.entries({ 'user-agent': userAgent, ...api.authorize(token) })) headers.set(name, value)
      return ofetch<T>(url, { timeout: platformTimeout(), ...init, headers, retry: 0, redirect: 'error' })
    }
    const grant = await requireGrant(owner, platform, options)
    const token = await useToken(platform, grant)

    try {
      return await patiently(platform, () => send(token))
    }
    catch (error) {
      if (!(error instanceof PlatformResponseError) || error.status !== 401) throw error
      if (!isOAuthPlatform(platform)) {
        await markReconnectRequired(grant, 'key_refused')
        throw new ConnectError('RECONNECT_REQUIRED', { platform, cause: error })
      }
      // What was seen of the account counts: if somebody has renewed it since, their token is taken.
      const renewed = await renew(platform, grant)
      return patiently(platform, () => send(renewed))
    }
  }
}

/** The token goes to the platform and nowhere else, whatever path it is given. */
function addressOf(platform: PlatformId, baseUrl: string, path: string): string {
  const url = URL.parse(/^https?:/i.test(path) ? path : `${baseUrl}/${path.replace(/^\/+/, '')}`)
  const hosts: readonly string[] = platforms[platform].hosts
  if (url?.protocol !== 'https:' || !hosts.includes(url.host)) {
    throw new ConnectError('INVALID_REQUEST', { platform, message: `connectFetch calls ${platforms[platform].name} only.` })
  }
  return url.href
}

async function patiently<T>(platform: PlatformId, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  }
  catch (error) {
    const seconds = retryAfter(error)
    if (seconds === undefined || seconds > longestWait) throw translate(platform, error)
    await wait(seconds * 1000)
    return call().catch((error: unknown) => {
      throw translate(platform, error)
    })
  }
}

/** Seconds the platform asked to wait; undefined when it did not ask. @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
function retryAfter(error: unknown): number | undefined {
  if (!(error instanceof FetchError) || (error.status !== 429 && error.status !== 503)) return undefined
  const value = error.response?.headers.get('retry-after')
  if (!value) return undefined
  const seconds = Number(value)
  if (!Number.isNaN(seconds)) return seconds
  const moment = Date.parse(value)
  return Number.isNaN(moment) ? undefined : Math.max(0, (moment - Date.now()) / 1000)
}

/** ofetch's error carries the request, and with it the token; ours does not. */
function translate(platform: PlatformId, error: unknown): unknown {
  if (!(error instanceof FetchError)) return error
  const { status } = error
  if (status === undefined) {
    const isLate = (error.cause as Error | undefined)?.name === 'TimeoutError'
    return new ConnectError(isLate ? 'PLATFORM_TIMEOUT' : 'PLATFORM_UNREACHABLE', { platform })
  }
  if (status < 500 && status !== 429) return new PlatformResponseError(platform, status, error.data)
  const seconds = retryAfter(error)
  return new ConnectError('PLATFORM_UNREACHABLE', { platform, headers: seconds === undefined ? {} : { 'retry-after': String(Math.ceil(seconds)) } })
}
