import { parseEnvelope, symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { readSecrets } from './secrets'
import { setting } from '../settings'

function key() {
  const secrets = readSecrets()
  return {
    keys: new Map(secrets.map(secret => [secret.version, secret.value])),
    currentVersion: secrets[0].version,
    legacySecret: setting('BETTER_AUTH_SECRET') ?? secrets.at(-1)!.value,
  }
}

/** Encrypts a secret for the database, with the current secret version. */
export function seal(secret: string): Promise<string> {
  return symmetricEncrypt({ key: key(), data: secret })
}

/**
 * Decrypts a secret from the database. It accepts secrets that {@link seal} encrypted
 * with any configured version, those that Better Auth encrypted before secrets had
 * versions, and unencrypted ones of an earlier setup.
 *
 * The last two can look the same, because a token can be hexadecimal. The
 * authentication tag distinguishes them: if decryption fails, the value was not
 * encrypted.
 *
 * @throws Error when the secret's version is no longer configured
 */
export async function open(stored: string): Promise<string> {
  if (parseEnvelope(stored)) return symmetricDecrypt({ key: key(), data: stored })
  if (!/^(?:[0-9a-f]{2})+$/i.test(stored)) return stored
  return symmetricDecrypt({ key: key(), data: stored }).catch(() => stored)
}

/** Whether two stored values contain the same secret. A reseal changes the stored value but not the secret. */
export async function isSameSecret(one: string | null, other: string | null): Promise<boolean> {
  if (one === other) return true
  if (one === null || other === null) return false
  const [opened, otherOpened] = await Promise.all([one, other].map(stored => open(stored).catch(() => stored)))
  return opened === otherOpened
}

/** Whether a stored secret is encrypted with the current secret version. */
export function isSealedNow(stored: string): boolean {
  return parseEnvelope(stored)?.version === readSecrets()[0].version
}
