import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { readSecrets } from './secrets'

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts a record for the journal, with the current secret version, as one line:
 * `<version>.<base64url>`. It is synchronous, unlike `seal`: the process may be killed
 * at any moment until the record is on disk.
 *
 * @see https://csrc.nist.gov/pubs/sp/800/38/d/final
 */
export function sealRecord(record: unknown): string {
  const { version, value } = readSecrets()[0]
  const nonce = randomBytes(nonceBytes)
  const sealing = createCipheriv(cipher, keyOf(value), nonce)
  const sealed = Buffer.concat([sealing.update(JSON.stringify(record), 'utf8'), sealing.final()])
  return `${version}.${Buffer.concat([nonce, sealing.getAuthTag(), sealed]).toString('base64url')}`
}

/**
 * Decrypts a line of the journal.
 *
 * @returns undefined if the line is incomplete or was changed
 * @throws Error when the secret's version is not configured
 */
export function openRecord(line: string): unknown {
  const [, version, text] = /^(\d+)\.([\w-]+)$/.exec(line) ?? []
  if (!version || !text) return undefined
  const secret = readSecrets().find(known => known.version === Number(version))
  if (!secret) throw new Error(`A renewed token in the journal is sealed with version ${version} of the secret, which is not configured. Add that version to BETTER_AUTH_SECRETS.`)
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length <= nonceBytes + tagBytes) return undefined
  const opening = createDecipheriv(cipher, keyOf(secret.value), bytes.subarray(0, nonceBytes))
  opening.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    return JSON.parse(Buffer.concat([opening.update(bytes.subarray(nonceBytes + tagBytes)), opening.final()]).toString('utf8'))
  }
  catch {
    return undefined
  }
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'connect: journal of renewals', 32))
}
