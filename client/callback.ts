import { describeLinkError } from '../shared/link-errors'
import type { LinkErrorTexts } from '../shared/link-errors'
import { isPlatformId, platforms } from '../shared/platforms'
import type { PlatformId } from '../shared/platforms'

/** A parsed query string, as routers hand it over. */
export type Query = Record<string, string | null | undefined | (string | null)[]>

/** How a trip to a platform ended, as the address of the page it came back to tells it. */
export interface CallbackResult {
  /** What went wrong, for a person. */
  error?: string
  /** The platform it went wrong at. */
  platform?: PlatformId
  /** The platform an account was connected of, if that is true. */
  connected?: PlatformId
}

/** What the address of the page that was come back to tells it by. */
export const callbackParameters = ['error', 'error_description', 'platform', 'connected']

/**
 * Reads the result from the address. None of its text gets onto the page, only what it maps to.
 *
 * @param texts what errors say, in another language than English
 */
export function readCallback(query: Query, texts?: LinkErrorTexts): CallbackResult {
  const code = first(query.error)
  const platform = platformOf(query.platform)
  return {
    error: code ? describeLinkError(code, platform && platforms[platform].name, texts) : undefined,
    platform,
    connected: platformOf(query.connected),
  }
}

/** The query without the result, so that a reload or a bookmark does not tell it again. */
export function withoutCallback(query: Query): Query {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !callbackParameters.includes(name)))
}

/** What of the query tells of a failure, to take along to another page. */
export function failureOf(query: Query): Record<string, string> {
  const error = first(query.error)
  const platform = platformOf(query.platform)
  return { ...(error && { error }), ...(error && platform && { platform }) }
}

/**
 * The path in `?next=`, if it leads to a page of this origin.
 *
 * @param fallback what it is otherwise
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html
 */
export function nextPath(query: Query, fallback: string): string {
  const next = first(query.next)
  const origin = 'http://this.invalid'
  const url = next?.startsWith('/') && URL.canParse(next, origin) ? new URL(next, origin) : undefined
  // Checked as parsed, because parsing drops tabs and resolves dots: `/\t/host` and `/.//host` lead elsewhere too.
  if (!url || url.origin !== origin || url.pathname.startsWith('//')) return fallback
  return url.pathname + url.search + url.hash
}

/** A path with parameters added to the ones it has. */
export function withQuery(path: string, parameters: Record<string, string | undefined>): string {
  const url = new URL(path, 'http://this.invalid')
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url.pathname + url.search + url.hash
}

function platformOf(value: Query[string]): PlatformId | undefined {
  const id = first(value)
  return isPlatformId(id) ? id : undefined
}

function first(value: Query[string]): string | undefined {
  return (Array.isArray(value) ? value[0] : value) ?? undefined
}
