import { describeLinkError } from '../shared/link-errors'
import type { LinkErrorTexts } from '../shared/link-errors'
import type { ServerPlatforms } from '../shared/account'
import type { PlatformId } from '../shared/platforms/registry'

/** A parsed query string, as routers provide it. */
export type Query = Record<string, string | null | undefined | (string | null)[]>

/** The result of an OAuth redirect. */
export interface CallbackResult {
  /** The error, for a person. */
  error?: string
  /** The platform it happened at. */
  platform?: PlatformId
  /** The platform whose account was just connected, if any. */
  connected?: PlatformId
}

/** Query parameters that carry the result of an OAuth redirect. */
export const callbackParameters = ['error', 'error_description', 'platform', 'connected']

/**
 * Reads the result of an OAuth redirect from the query. Anyone can write an
 * address: its text never gets onto the page, and ids count only if the server
 * offers the platform.
 *
 * @param server what the server offers, if it is known
 * @param texts the error messages in another language than English
 */
export function readCallback(query: Query, server?: ServerPlatforms, texts?: LinkErrorTexts): CallbackResult {
  const code = first(query.error)
  const offered = (value: Query[string]) => {
    const id = first(value)
    return id && Object.hasOwn(server?.platforms ?? {}, id) ? id as PlatformId : undefined
  }
  const platform = offered(query.platform)
  return {
    error: code ? describeLinkError(code, platform && server?.platforms[platform]?.name, texts) : undefined,
    platform,
    connected: offered(query.connected),
  }
}

/** The query without the result, so that a reload or a bookmark does not show it again. */
export function withoutCallback(query: Query): Query {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !callbackParameters.includes(name)))
}

/** The parameters of a failed redirect, to pass on to another page. */
export function failureOf(query: Query): Record<string, string> {
  const error = first(query.error)
  const platform = first(query.platform)
  return { ...(error && { error }), ...(error && platform && { platform }) }
}

/**
 * The path in `?next=`, if it is a page of this origin.
 *
 * @param fallback the path otherwise
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html
 */
export function nextPath(query: Query, fallback: string): string {
  const next = first(query.next)
  const origin = 'http://this.invalid'
  const url = next?.startsWith('/') && URL.canParse(next, origin) ? new URL(next, origin) : undefined
  // The parsed URL is checked, because parsing drops tabs and resolves dots: `/\t/host` and `/.//host` are other origins, too.
  if (!url || url.origin !== origin || url.pathname.startsWith('//')) return fallback
  return url.pathname + url.search + url.hash
}

/** Adds parameters to those of the path. */
export function withQuery(path: string, parameters: Record<string, string | undefined>): string {
  const url = new URL(path, 'http://this.invalid')
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url.pathname + url.search + url.hash
}

function first(value: Query[string]): string | undefined {
  return (Array.isArray(value) ? value[0] : value) ?? undefined
}
