import { bearer } from 'better-auth/plugins/bearer'
import { setting } from '../settings'

/** Cookie attributes that make browsers send cookies from pages of another site. */
const crossSiteCookies = {
  true: { sameSite: 'none', secure: true },
  partitioned: { sameSite: 'none', secure: true, partitioned: true },
} as const

/**
 * Attributes of the session cookies, from `CROSS_SITE_COOKIES`. With `true`, browsers
 * send them from pages of any site (CORS and the origin check still apply). With
 * `partitioned`, also browsers that block third-party cookies do, with a separate
 * session for each site. Unset, only pages of the same site (any port or subdomain)
 * send them.
 *
 * @throws Error for any other value
 * @see https://developer.mozilla.org/docs/Web/Privacy/Guides/Privacy_sandbox/Partitioned_cookies
 */
export function cookieAttributes(value = setting('CROSS_SITE_COOKIES')): { sameSite: 'none', secure: true, partitioned?: true } | undefined {
  if (!value || value === 'false') return undefined
  if (value !== 'true' && value !== 'partitioned') throw new Error(`CROSS_SITE_COOKIES is "${value}". Set it to true, partitioned or false.`)
  return crossSiteCookies[value]
}

/**
 * Sessions by `Authorization: Bearer`, if `BEARER_SESSIONS=true`. Off by default:
 * pages receive the session token, so any script on them, including an injected
 * one, can read it.
 *
 * @see https://www.better-auth.com/docs/plugins/bearer
 */
export function bearerSessions() {
  return setting('BEARER_SESSIONS') ? [bearer({ requireSignature: true })] : []
}
