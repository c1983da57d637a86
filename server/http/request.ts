import { getHeader, getQuery, getRouterParam } from 'h3'
import type { H3Event } from 'h3'
import { connectError } from '../../shared/errors'
import type { PlatformId } from '../../shared/platforms/registry'
import { useAuth } from '../auth'
import { rowId } from '../auth/row-id'
import { isPlatformId } from '../platforms'
import { runRequest } from './request-scope'
import { toDatabaseUnavailable } from './unavailable'

/** Returns the session of the request and its user, if somebody is signed in. @throws ConnectError `DATABASE_UNAVAILABLE` */
export function findSession(event: H3Event) {
  // Does not extend the session. Better Auth's own routes do that, because they also send the new cookie.
  // Reads the database even if the app caches sessions in a cookie, so that an ended session is refused at once.
  return runRequest(event, () => useAuth().api.getSession({ headers: event.headers, query: { disableRefresh: true, disableCookieCache: true } }).catch((error: unknown) => {
    throw toDatabaseUnavailable(error) ?? error
  }))
}

/** Returns the session of the request and its user. @throws ConnectError `UNAUTHENTICATED`, `DATABASE_UNAVAILABLE` */
export async function requireSession(event: H3Event) {
  const session = await findSession(event)
  if (!session) throw connectError('UNAUTHENTICATED')
  return session
}

/** Returns the id of the signed-in user. @throws ConnectError `UNAUTHENTICATED` */
export async function requireUserId(event: H3Event): Promise<string> {
  return (await requireSession(event)).user.id
}

/** Returns the platform in the path. @throws ConnectError `UNKNOWN_PLATFORM` */
export function requirePlatform(event: H3Event): PlatformId {
  const id = getRouterParam(event, 'platform', { decode: true })
  if (!isPlatformId(id)) throw connectError('UNKNOWN_PLATFORM')
  return id
}

/** Returns the query parameter `accountId`. @throws ConnectError `INVALID_REQUEST` when it is missing or repeated */
export function requireAccountId(event: H3Event): string {
  return requireId(event, 'accountId', 'Name the account once, as ?accountId=.')
}

/** Returns the query parameter `sessionId`. @throws ConnectError `INVALID_REQUEST` when it is missing or repeated */
export function requireSessionId(event: H3Event): string {
  return requireId(event, 'sessionId', 'Name the session once, as ?sessionId=.')
}

function requireId(event: H3Event, name: string, message: string): string {
  const id = rowId.safeParse(getQuery(event)[name])
  if (!id.success) throw connectError('INVALID_REQUEST', { message })
  return id.data
}

/**
 * Protects a route that changes data against cross-site request forgery.
 *
 * @throws ConnectError `UNTRUSTED_ORIGIN` unless `Origin`, or `Referer` if there is
 * no `Origin`, is one of Better Auth's trusted origins
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html#verifying-origin-with-standard-headers
 */
export async function requireTrustedOrigin(event: H3Event): Promise<void> {
  if (!await hasTrustedOrigin(event)) throw connectError('UNTRUSTED_ORIGIN')
}

/** Whether `Origin`, or `Referer` if there is no `Origin`, is one of Better Auth's trusted origins. */
export async function hasTrustedOrigin(event: H3Event): Promise<boolean> {
  const origin = getHeader(event, 'origin') ?? getHeader(event, 'referer')
  return !!origin && origin !== 'null' && (await useAuth().$context).isTrustedOrigin(origin)
}
