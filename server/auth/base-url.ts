import type { BetterAuthOptions } from 'better-auth'
import { getRequestHost } from 'h3'
import type { H3Event } from 'h3'
import { setting } from '../settings'

/**
 * The public base URL of this server: `BETTER_AUTH_URL`, or `NUXT_PUBLIC_APP_URL`,
 * or `http://localhost` with the port of the server (`NITRO_PORT`, `PORT` or 3000).
 *
 * @throws Error when the configured URL is not valid
 */
export function baseUrl(): string {
  const name = (['BETTER_AUTH_URL', 'NUXT_PUBLIC_APP_URL'] as const).find(setting)
  const configured = name && setting(name)
  if (!configured) return `http://localhost:${setting('NITRO_PORT') ?? setting('PORT') ?? 3000}`
  const url = URL.parse(configured)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error(`${name} must be a URL such as https://app.example.com.`)
  }
  return url.origin
}

/** Better Auth's `baseURL`. In development it allows any local port, because the development server picks a free one. */
export function baseUrlOption(): BetterAuthOptions['baseURL'] {
  const fallback = baseUrl()
  return allowsAnyPort() ? { allowedHosts: ['localhost:*', '127.0.0.1:*'], protocol: 'http', fallback } : fallback
}

/** The callback URL of a provider. It is the one that Better Auth sends to the platform, derived from the host of the request. */
export function callbackUrl(event: H3Event, providerId: string): string {
  const host = getRequestHost(event)
  const origin = allowsAnyPort() && /^(?:localhost|127\.0\.0\.1):\d+$/.test(host) ? `http://${host}` : baseUrl()
  return `${origin}/api/auth/callback/${providerId}`
}

function allowsAnyPort(): boolean {
  return import.meta.dev && !setting('BETTER_AUTH_URL') && !setting('NUXT_PUBLIC_APP_URL')
}
