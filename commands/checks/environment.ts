import { BlockList, isIP } from 'node:net'
import { baseUrl } from '../../server/auth/base-url'
import { sandboxUrl } from '../../server/platforms/sandbox'
import { listSetting, setting, settingNames } from '../../server/settings'
import { readSecrets } from '../../server/vault/secrets'
import { reasonOf } from '../output'
import { fail, failIn, ok, warn } from './finding'
import type { Finding, Situation } from './finding'

/** Better Auth's own default, and the placeholders of guides. */
const knownSecrets = /^better-auth-secret|change[-_ ]?me|your[-_ ]?secret|^secret|example/i

/** Every setting has a valid value. */
export function checkSettings(): Finding[] {
  const wrong = settingNames.flatMap((name) => {
    try {
      setting(name)
      return []
    }
    catch (error) {
      return [fail('settings', reasonOf(error))]
    }
  })
  return wrong.length ? wrong : [ok('settings', 'Every variable that is set has a valid value.')]
}

/** The secret is there, and hard to guess. */
export function checkSecret(situation: Situation): Finding[] {
  const name = setting('BETTER_AUTH_SECRETS') ? 'BETTER_AUTH_SECRETS' : 'BETTER_AUTH_SECRET'
  if (!setting(name)) return [failIn(situation, 'secret', 'BETTER_AUTH_SECRET is not set. A production server does not start without it.', 'Generate one with `openssl rand -base64 32`, and store it safely.')]
  try {
    const secrets = readSecrets()
    const [{ value }] = secrets
    if (knownSecrets.test(value) || new Set(value).size < 12) return [failIn(situation, 'secret', `The secret in ${name} is easy to guess: it is a known text, or has few different characters.`, 'Rotate to one that `openssl rand -base64 32` makes: see docs/vault.md.')]
    return [ok('secret', `${name} has ${value.length} characters${secrets.length > 1 ? `, and ${secrets.length - 1} older version${secrets.length > 2 ? 's' : ''}` : ''}.`)]
  }
  catch (error) {
    return [fail('secret', reasonOf(error))]
  }
}

/** The address at which users reach the app. */
export function checkBaseUrl(situation: Situation): Finding[] {
  const name = (['BETTER_AUTH_URL', 'NUXT_PUBLIC_APP_URL'] as const).find(setting)
  try {
    const url = new URL(baseUrl())
    const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
    if (!name) return [failIn(situation, 'base URL', `BETTER_AUTH_URL is not set, so callback URLs start with ${url.origin}.`, 'Set BETTER_AUTH_URL to the address of the app, such as https://app.example.com.')]
    if (isLocal) return [situation.production ? warn('base URL', `${name} is ${url.origin}, which only this machine can open.`, 'Set it to the address of the app.') : ok('base URL', `${name} is ${url.origin}.`)]
    if (url.protocol === 'http:') return [failIn(situation, 'base URL', `${name} is ${url.origin}: cookies and tokens travel without encryption.`, 'Use an address that starts with https://.')]
    return [ok('base URL', `${name} is ${url.origin}.`)]
  }
  catch (error) {
    return [fail('base URL', reasonOf(error))]
  }
}

/** The other origins whose pages may call the server. */
export function checkOrigins(): Finding[] {
  const wrong = (listSetting('BETTER_AUTH_TRUSTED_ORIGINS') ?? []).filter(origin => !origin.includes('*') && URL.parse(origin)?.origin !== origin)
  return wrong.map(origin => fail('trusted origins', `BETTER_AUTH_TRUSTED_ORIGINS has "${origin}", which is not an origin.`, 'Write scheme and host, without a path or a slash at the end: https://spa.example.com.'))
}

/** The proxies whose `X-Forwarded-For` the server reads. Rate limits count by the address in it. */
export function checkProxies({ production }: Situation): Finding[] {
  const proxies = listSetting('TRUSTED_PROXIES') ?? []
  const wrong = proxies.filter(entry => !isAddressOrRange(entry))
  if (wrong.length) return [fail('proxies', `TRUSTED_PROXIES has "${wrong[0]}", which is not an address or a range.`, 'Write 10.0.0.5 or 10.0.0.0/8, separated by commas.')]
  if (proxies.some(entry => entry.endsWith('/0'))) return [fail('proxies', 'TRUSTED_PROXIES trusts every address, so anyone can name another address and avoid rate limits.', 'List only your proxies.')]
  if (proxies.length) return [ok('proxies', `X-Forwarded-For is read from ${proxies.join(', ')}.`)]
  const message = 'TRUSTED_PROXIES is not set, so X-Forwarded-For is ignored.'
  return [production ? warn('proxies', `${message} Behind a proxy, all visitors share one rate limit.`, 'If the server is behind a proxy, set TRUSTED_PROXIES to its address or range.') : ok('proxies', message)]
}

function isAddressOrRange(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/')
  const version = isIP(address)
  if (!version || rest.length) return false
  if (prefix === undefined) return true
  try {
    new BlockList().addSubnet(address, Number(prefix), version === 6 ? 'ipv6' : 'ipv4')
    return /^\d+$/.test(prefix)
  }
  catch {
    return false
  }
}

/** With a sandbox, anyone can sign in as anyone. */
export function checkSandbox({ production }: Situation): Finding[] {
  const isAllowed = setting('ALLOW_SANDBOX_IN_PRODUCTION') === true
  if (!setting('SANDBOX_URL')) {
    return [isAllowed ? warn('sandbox', 'ALLOW_SANDBOX_IN_PRODUCTION is true, but there is no sandbox.', 'Remove it, so that a sandbox cannot be switched on by mistake.') : ok('sandbox', 'Off: calls reach the real platforms.')]
  }
  try {
    // It refuses every sandbox that is not allowed in production. A development server needs no permission.
    if (isAllowed || production) sandboxUrl()
    return [production ? warn('sandbox', 'The sandbox is on in production, and anyone can sign in as any user.', 'Unset SANDBOX_URL and ALLOW_SANDBOX_IN_PRODUCTION, unless this server is for a trial or a test.') : ok('sandbox', 'On: it simulates the platforms.')]
  }
  catch (error) {
    return [fail('sandbox', reasonOf(error))]
  }
}
