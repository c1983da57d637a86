import { isIP } from 'node:net'
import { connectError } from '../../shared/errors'
import { sandboxUrl } from './sandbox'

/** Top-level domains that are local, reserved or do not resolve. @see https://www.iana.org/assignments/special-use-domain-names */
const specialNames = new Set('alt arpa corp example home internal intranet invalid lan local localdomain localhost onion private test'.split(' '))

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Parses the host that a user enters, such as `mastodon.social`,
 * `https://Mastodon.Social/@me` or `@me@mastodon.social`.
 *
 * @returns the host name in lower case and ASCII (punycode)
 * @throws ConnectError `HOST_REFUSED` when it is an IP address in any notation, has a
 * port or credentials, or is not a public name
 */
export function readHost(text: string): string {
  // A handle ends with the host. If the text before the @ is not a user name, the check below refuses it as credentials.
  const named = text.trim().replace(/^@?[\w.-]+@(?=[^@]+$)/, '').replace(/^https:\/\//i, '')
  const authority = /^[^/?#]*/.exec(named)![0]
  // URL parsers interpret control characters and backslashes differently.
  // eslint-disable-next-line no-control-regex
  const isClear = text.length <= 2048 && authority !== '' && !/[\s\u0000-\u001F\u007F\\@:%[\]]/.test(authority)
  const host = isClear ? URL.parse(`https://${authority}`)?.hostname : undefined
  if (!host || !isPublicName(host)) throw connectError('HOST_REFUSED')
  return host
}

/** Whether a host name, as normalized by `URL`, can be public. Its addresses are checked when the server connects to it. */
export function isPublicName(host: string): boolean {
  const labels = host.split('.')
  if (isIP(host) || host.length > 253 || labels.length < 2 || !labels.every(part => label.test(part))) return false
  if (host.endsWith('.sandbox.test')) return sandboxUrl() !== undefined
  return !specialNames.has(labels.at(-1)!)
}
