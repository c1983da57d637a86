import { listSetting, setting } from '../settings'
import { readSecrets } from '../vault/secrets'
import { publishedSecret, weaknessOf } from './weak-secret'

/** Host names that only this machine reaches. */
const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|.+\.localhost)$/

/**
 * Refuses settings of a production server that look right and are not safe. In
 * development, http and a missing base URL are what everybody uses.
 *
 * @throws Error with the fix
 */
export function checkSettings(isDevelopment: boolean = import.meta.dev): void {
  for (const entry of listSetting('BETTER_AUTH_TRUSTED_ORIGINS') ?? []) checkTrustedOrigin(entry, isDevelopment)
  checkSecret(isDevelopment)
  if (isDevelopment) return
  const name = (['BETTER_AUTH_URL', 'NUXT_PUBLIC_APP_URL'] as const).find(setting)
  const url = name && URL.parse(setting(name)!)
  if (url && !isSafe(url)) throw new Error(`${name} is ${url.origin}: passwords and session cookies would travel unencrypted. Use https. If a proxy in front of this server ends TLS, set the address that visitors use.`)
  if (!name && !onlyOnThisMachine()) throw new Error('BETTER_AUTH_URL is not set, so the server does not know its own address: cookies would not be secure, and platforms could not send the browser back. Set it to the address that visitors use, such as https://app.example.com.')
}

function checkSecret(isDevelopment: boolean): void {
  const weakness = weaknessOf(readSecrets()[0].value)
  if (!weakness || (isDevelopment && weakness !== publishedSecret)) return
  throw new Error(`The current secret in ${setting('BETTER_AUTH_SECRETS') ? 'BETTER_AUTH_SECRETS' : 'BETTER_AUTH_SECRET'} ${weakness}, so others can guess it and sign in as anyone. Generate one with \`openssl rand -base64 32\`. If the database has values under the old secret, rotate it: see docs/vault.md.`)
}

/** Whether the server listens on loopback only. Nitro reads the same variables. */
function onlyOnThisMachine(): boolean {
  return loopback.test(setting('NITRO_HOST') ?? setting('HOST') ?? '')
}

/** A trusted origin: a scheme, a host that may begin with a pattern, and a port. */
const origin = /^([a-z][a-z0-9+.-]*):\/\/([^/?#@\s]*)$/i

function checkTrustedOrigin(entry: string, isDevelopment: boolean): void {
  const refuse = (why: string, fix: string) => {
    throw new Error(`BETTER_AUTH_TRUSTED_ORIGINS contains ${entry}, which ${why}. ${fix}`)
  }
  if (/^[*?]*$/.test(entry)) refuse('trusts every page of the web', 'Name the origins, such as https://app.example.com.')
  const [, scheme, authority = ''] = origin.exec(entry) ?? []
  if (!scheme) return refuse('is not an origin', `Name the scheme and the host without a path, such as https://${/[\w*-]+(?:\.[\w*-]+)+/.exec(entry)?.[0] ?? 'app.example.com'}.`)
  // The schemes of mobile apps, such as myapp://, have no hosts.
  if (!/^https?$/i.test(scheme)) return /[*?]/.test(scheme) ? refuse('trusts every scheme', 'Name the scheme.') : undefined
  const host = authority.replace(/:[\d*]+$/, '')
  if (/[*?]/.test(host) && !/^[*?\w.-]*\.[\w-]+\.[\w-]+$/.test(host)) refuse('trusts more than one site', 'Use a pattern for subdomains only, such as https://*.example.com.')
  if (!/[*?]/.test(entry) && URL.parse(entry)?.origin !== entry.toLowerCase()) refuse('is not an origin', `Write it as ${URL.parse(entry)?.origin ?? 'https://app.example.com'}.`)
  if (!isDevelopment && scheme.toLowerCase() === 'http' && !loopback.test(host)) refuse('is not encrypted, so anyone on the network could answer for it', 'Use https.')
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || loopback.test(hostname)
}
