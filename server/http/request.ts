import { getHeader, getQuery, getRouterParam } from 'h3'
import type { H3Event } from 'h3'
import { ConnectError } from '../../shared/errors'
import { isPlatformId } from '../../shared/platforms'
import type { PlatformId } from '../../shared/platforms'
import { useAuth } from '../auth'
import { rowId } from '../auth/row-id'

/** The session of the cookie, and its user. @throws ConnectError `UNAUTHENTICATED` */
export async function requireSession(event: H3Event) {
  // Extending the session is left to Better Auth's own routes, which also send the cookie anew.
  const session = await useAuth().api.getSession({ headers: event.headers, query: { disableRefresh: true } })
  if (!session) throw new ConnectError('UNAUTHENTICATED')
  return session
}

/** The user of the session cookie. @throws ConnectError `UNAUTHENTICATED` */
export async function requireUserId(event: H3Event): Promise<string> {
  return (await requireSession(event)).user.id
}

/** The platform in the address. @throws ConnectError `UNKNOWN_PLATFORM` */
export function requirePlatform(event: H3Event): PlatformId {
  const id = getRouterParam(event, 'platform', { decode: true })
  if (!isPlatformId(id)) throw new ConnectError('UNKNOWN_PLATFORM')
  return id
}

/** The one `accountId` of the query. @throws ConnectError `INVALID_REQUEST` when it is missing or doubled */
export function requireAccountId(event: H3Event): string {
  return requireId(event, 'accountId', 'Name the account once, as ?accountId=.')
}

/** The one `sessionId` of the query. @throws ConnectError `INVALID_REQUEST` when it is missing or doubled */
export function requireSessionId(event: H3Event): string {
  return requireId(event, 'sessionId', 'Name the session once, as ?sessionId=.')
}

function requireId(event: H3Event, name: string, message: string): string {
  const id = rowId.safeParse(getQuery(event)[name])
  if (!id.success) throw new ConnectError('INVALID_REQUEST', { message })
  return id.data
}

/**
 * Refuses a change that a page elsewhere sent with the user's cookies.
 *
 * @throws ConnectError `UNTRUSTED_ORIGIN` unless `Origin` (or `Referer`, where a
 * browser sends only that) is one of Better Auth's trusted origins
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html#verifying-origin-with-standard-headers
 */
export async function requireTrustedOrigin(event: H3Event): Promise<void> {
  const origin = getHeader(event, 'origin') ?? getHeader(event, 'referer')
  const context = await useAuth().$context
  if (!origin || origin === 'null' || !context.isTrustedOrigin(origin)) throw new ConnectError('UNTRUSTED_ORIGIN')
}
