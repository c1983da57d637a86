import type { BetterAuthOptions } from 'better-auth'

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
  const isDevelopmentDefault = import.meta.dev && !process.env.BETTER_AUTH_URL && !process.env.NUXT_PUBLIC_APP_URL
  return isDevelopmentDefault ? { allowedHosts: ['localhost:*', '127.0.0.1:*'], protocol: 'http', fallback } : fallback
}
