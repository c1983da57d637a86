import { bearer } from 'better-auth/plugins/bearer'

/** What makes cookies reach this server from the pages of another site. */
const crossSiteCookies = {
  true: { sameSite: 'none', secure: true },
  partitioned: { sameSite: 'none', secure: true, partitioned: true },
} as const

/**
 * Attributes of the session's cookies, by `CROSS_SITE_COOKIES`: `true` sends
 * them from pages of any site (CORS and the origin check still apply),
 * `partitioned` also where browsers block third-party cookies, with a session
 * for each site. Unset they stay with this site, subdomains and ports included.
 *
 * @throws Error for any other value
 * @see https://developer.mozilla.org/docs/Web/Privacy/Guides/Privacy_sandbox/Partitioned_cookies
 */
export function cookieAttributes(value = process.env.CROSS_SITE_COOKIES): { sameSite: 'none', secure: true, partitioned?: true } | undefined {
  if (!value || value === 'false') return undefined
  if (value !== 'true' && value !== 'partitioned') throw new Error('CROSS_SITE_COOKIES must be true, partitioned or false.')
  return crossSiteCookies[value]
}

/**
 * Sessions by `Authorization: Bearer`, when `BEARER_SESSIONS=true`. Left off
 * otherwise, since it hands pages the session's token, which their scripts, and
 * any that get among them, can then read.
 *
 * @see https://www.better-auth.com/docs/plugins/bearer
 */
export function bearerSessions() {
  return process.env.BEARER_SESSIONS === 'true' ? [bearer({ requireSignature: true })] : []
}
