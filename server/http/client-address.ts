import { getIP } from 'better-auth/api'
import { getHeader, getRequestIP } from 'h3'
import type { H3Event } from 'h3'
import { listSetting } from '../settings'

/**
 * Headers with the address of the client, by Nitro preset. On these hosts the
 * connection that the server sees is the host's own, and the host sets the header
 * itself: a client cannot choose the last entry. All other presets use the connection.
 *
 * @see https://vercel.com/docs/headers/request-headers#x-real-ip
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 * @see https://developers.cloudflare.com/fundamentals/reference/http-headers/#cf-connecting-ip
 */
const headers: Record<string, string> = {
  'aws-lambda': 'x-forwarded-for',
  'aws-lambda-streaming': 'x-forwarded-for',
  'cloudflare-durable': 'cf-connecting-ip',
  'cloudflare-module': 'cf-connecting-ip',
  'cloudflare-pages': 'cf-connecting-ip',
  'deno-deploy': 'x-forwarded-for',
  'netlify': 'x-nf-client-connection-ip',
  'vercel': 'x-real-ip',
}

/** Presets whose server gets neither the address of the connection nor such a header. */
const withoutAddress: readonly string[] = ['bun', 'deno-server', 'azure-functions', 'azure-swa']

/**
 * Refuses a set-up in which all visitors have one address: then the rate limit of one
 * visitor stops all others.
 *
 * @throws Error with the fix
 */
export function requireAddressSource(preset: string | undefined = import.meta.preset): void {
  if (!preset || !withoutAddress.includes(preset) || listSetting('TRUSTED_PROXIES')?.length) return
  throw new Error(`A server built with the preset "${preset}" does not know the addresses of its visitors, so all of them share one rate limit. Put a proxy that sets X-Forwarded-For in front of it and set TRUSTED_PROXIES to the proxy's address, or build with the preset node-server.`)
}

/**
 * The value of `X-Forwarded-For` to read the client's address from, with the nearest
 * address at the end. The addresses that the client sent are only part of it if
 * `TRUSTED_PROXIES` is set.
 */
export function forwardedFor(event: H3Event, preset: string | undefined = import.meta.preset): string {
  const header = preset && headers[preset]
  const nearest = header ? getHeader(event, header)?.split(',').at(-1)?.trim() : getRequestIP(event)
  const claimed = listSetting('TRUSTED_PROXIES')?.length ? getHeader(event, 'x-forwarded-for') : undefined
  return [claimed, header === 'x-forwarded-for' && claimed ? undefined : nearest].filter(Boolean).join(', ')
}

/** The client's address for rate limits and the log: IPv4, or the /64 network of an IPv6 address. */
export function clientAddress(event: H3Event): string {
  const address = new Headers({ 'x-forwarded-for': forwardedFor(event) })
  return getIP(address, { advanced: { ipAddress: { trustedProxies: listSetting('TRUSTED_PROXIES') ?? [] } } }) ?? 'unknown'
}
