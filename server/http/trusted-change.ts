import { getCookie, getHeader } from 'h3'
import type { H3Event } from 'h3'
import { connectError } from '../../shared/errors'
import { useAuth } from '../auth'
import { listSetting } from '../settings'
import { hasTrustedOrigin } from './request'

/** Methods that must not change anything. */
const safe: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE']

/**
 * Refuses a request under `/api/` that changes something with the user's session
 * cookie and does not come from a page of a trusted origin. A request without an
 * origin passes if the browser says that it is from the same origin.
 *
 * `ORIGIN_CHECK_EXEMPT_PATHS` exempts paths of the app. Better Auth and the account
 * API also check the origin themselves, so the setting does not affect them.
 *
 * @throws ConnectError `UNTRUSTED_ORIGIN`
 */
export async function requireTrustedChange(event: H3Event): Promise<void> {
  const path = event.path.split('?')[0]!
  if (safe.includes(event.method) || !/^\/+api\//.test(path) || isExempt(path)) return
  const { authCookies } = await useAuth().$context
  if (getCookie(event, authCookies.sessionToken.name) === undefined) return
  if (await hasTrustedOrigin(event)) return
  const saysSameOrigin = getHeader(event, 'sec-fetch-site') === 'same-origin'
  if (saysSameOrigin && !getHeader(event, 'origin') && !getHeader(event, 'referer')) return
  throw connectError('UNTRUSTED_ORIGIN')
}

/** Whether the app exempts the path: a path, or with `/*` at its end all paths below it. */
function isExempt(path: string): boolean {
  return (listSetting('ORIGIN_CHECK_EXEMPT_PATHS') ?? []).some(entry => entry.endsWith('/*') ? path.startsWith(entry.slice(0, -1)) : path === entry)
}
