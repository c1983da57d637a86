import { ConnectError } from '../shared/connect-error'
import type { PlatformId } from '../shared/platforms'
import { clientError, clientErrors } from './errors'

/** A session kept as a token by the app, for browsers that block the API's cookies. */
export interface BearerOptions {
  /** The token, if there is a session. */
  get: () => string | null | undefined
  /** Keeps the token of a new session; null when it has ended. */
  set: (token: string | null) => void
}

export interface HttpOptions {
  /** Where the API is, without `/api/auth`. */
  apiBasePath: string
  fetch: typeof fetch
  bearer?: BearerOptions
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE'
  /** Sent as JSON. */
  body?: object
  /** The version the client has already. */
  etag?: string
}

/** `body` is undefined when nothing changed since `etag`. */
export interface Answer<T> {
  body: T | undefined
  etag?: string
}

export type Request = <T>(path: string, options?: RequestOptions) => Promise<Answer<T>>

/**
 * Makes the one function that calls the API. It throws ConnectError with the
 * server's code and message, or `SERVER_UNREACHABLE` with status 0.
 */
export function createRequest({ apiBasePath, fetch, bearer }: HttpOptions, signal: AbortSignal): Request {
  const base = apiBasePath.replace(/\/+$/, '') + '/api/auth'
  return async <T>(path: string, { method = 'GET', body, etag }: RequestOptions = {}): Promise<Answer<T>> => {
    const token = bearer?.get()
    const response = await fetch(base + path, {
      method,
      credentials: bearer ? 'omit' : 'include',
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...(etag && { 'if-none-match': etag }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: body && JSON.stringify(body),
      signal,
    }).catch((cause: unknown) => {
      throw clientError('SERVER_UNREACHABLE', cause)
    })
    const renewed = response.headers.get('set-auth-token')
    if (renewed) bearer?.set(renewed)
    const version = response.headers.get('etag') ?? undefined
    if (response.status === 304) return { body: undefined, etag: version ?? etag }
    const answer: unknown = await response.json().catch(() => undefined)
    // A success that is not ours, such as the page of a network that wants its visitors to log in.
    if (response.ok && answer !== undefined) return { body: answer as T, etag: version }
    if (response.status === 401 && token) bearer?.set(null)
    throw toError(response, answer)
  }
}

/** The account API calls its message `error`, Better Auth `message`. */
function toError({ status, headers }: Response, answer: unknown): ConnectError {
  const { code, error, message, platform } = Object(answer) as Record<string, unknown>
  // What Better Auth says of a session that has ended says nothing to a person.
  if (code === 'UNAUTHORIZED') return clientError('UNAUTHENTICATED')
  const fallback = status === 401 ? 'UNAUTHENTICATED' : 'INTERNAL'
  const retryAfter = headers.get('retry-after')
  return new ConnectError(text(code) ?? fallback, {
    status,
    message: text(error) ?? text(message) ?? clientErrors[fallback].message,
    platform: platform as PlatformId | undefined,
    headers: retryAfter ? { 'retry-after': retryAfter } : {},
  })
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined
}
