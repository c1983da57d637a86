import { ConnectError } from '../shared/connect-error'
import type { PlatformId } from '../shared/platforms/registry'
import { clientError, clientErrors } from './errors'

/** A session that the app keeps as a token, for browsers that block the API's cookies. */
export interface BearerOptions {
  /** Returns the token, if there is a session. */
  get: () => string | null | undefined
  /** Stores the token of a new session; null when the session has ended. */
  set: (token: string | null) => void
}

export interface HttpOptions {
  /** The API's origin, without `/api/auth`. */
  apiBasePath: string
  fetch: typeof fetch
  bearer?: BearerOptions
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE'
  /** Sent as JSON. */
  body?: object
  /** The ETag of the version the client has. */
  etag?: string
}

/** Without `body`, nothing has changed since `etag`. */
export interface Answer<T> {
  body?: T
  etag?: string
}

export type Request = <T>(path: string, options?: RequestOptions) => Promise<Answer<T>>

/**
 * Creates the function that calls the API. It throws ConnectError with the
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
    if (response.status === 304) return { etag: version ?? etag }
    const answer: unknown = await response.json().catch(() => undefined)
    // A successful response without JSON is not from the API, but for example from a network's login page.
    if (response.ok && answer !== undefined) return { body: answer as T, etag: version }
    if (response.status === 401 && token) bearer?.set(null)
    throw toError(response, answer)
  }
}

/** The message is `error` in answers of the account API, and `message` in those of Better Auth. */
function toError({ status, headers }: Response, answer: unknown): ConnectError {
  const { code, error, message, platform } = Object(answer) as Partial<Record<string, unknown>>
  // Better Auth's message for an ended session is not meant for users.
  if (code === 'UNAUTHORIZED') return clientError('UNAUTHENTICATED')
  const fallback = status === 401 ? 'UNAUTHENTICATED' : 'INTERNAL'
  const retryAfter = headers.get('retry-after')
  return new ConnectError(text(code) ?? fallback, {
    status,
    message: text(error) ?? text(message) ?? clientErrors[fallback].message,
    platform: platform as PlatformId | undefined,
    headers: retryAfter ? { 'retry-after': retryAfter } : undefined,
  })
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined
}
