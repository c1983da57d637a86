import { createHmac } from 'node:crypto'
import { readSecrets } from './secrets'

/**
 * Creates a text that identifies a secret and does not reveal it: `<version>.<HMAC-SHA-256>`.
 * It stays the same when the secret is sealed again.
 */
export function fingerprint(secret: string): string {
  const { version, value } = readSecrets()[0]
  return `${version}.${digest(value, secret)}`
}

/**
 * Whether a fingerprint is that of a secret.
 *
 * @returns undefined if the fingerprint's secret version is no longer configured
 */
export function isFingerprintOf(stored: string, secret: string): boolean | undefined {
  const [version, stamp] = stored.split('.')
  const key = readSecrets().find(known => known.version === Number(version))
  return key && digest(key.value, secret) === stamp
}

function digest(key: string, secret: string): string {
  return createHmac('sha256', key).update(`renewal:${secret}`).digest('base64url')
}
