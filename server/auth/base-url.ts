import type { BetterAuthOptions } from 'better-auth'
import { getRequestHost } from 'h3'
import type { H3Event } from 'h3'

/**
 * Where this server is reached: `BETTER_AUTH_URL`, then `NUXT_PUBLIC_APP_URL`,
 * then `http://localhost` on the port it listens on, 3000 unless `PORT` says
 * otherwise.
 *
 * @throws Error when a URL is set and is none
 */
export function baseUrl(): string {
  const { BETTER_AUTH_URL, NUXT_PUBLIC_APP_URL, NITRO_PORT, PORT } = process.env
  const configured = BETTER_AUTH_URL || NUXT_PUBLIC_APP_URL
  if (!configured) return `http://localhost:${NITRO_PORT || PORT || 3000}`
  const url = URL.parse(configured)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error(`${BETTER_AUTH_URL ? 'BETTER_AUTH_URL' : 'NUXT_PUBLIC_APP_URL'} must be a URL such as https://app.example.com.`)
  }
  return url.origin
}

/** In development any local port will do, since the development server takes a free one. */
export function baseUrlOption(): BetterAuthOptions['baseURL'] {
  const fallback = baseUrl()
  return takesAnyPort() ? { allowedHosts: ['localhost:*', '127.0.0.1:*'], protocol: 'http', fallback } : fallback
}

/** Where a platform sends people back to. Better Auth tells the platform the same, by the host a request came to. */
export function callbackUrl(event: H3Event, providerId: string): string {
  const host = getRequestHost(event)
  const origin = takesAnyPort() && /^(?:localhost|127\.0\.0\.1):\d+$/.test(host) ? `http://${host}` : baseUrl()
  return `${origin}/api/auth/callback/${providerId}`
}

function takesAnyPort(): boolean {
  return import.meta.dev && !process.env.BETTER_AUTH_URL && !process.env.NUXT_PUBLIC_APP_URL
}
