import { parseEnvelope, symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { readSecrets } from './secrets'

function key() {
  const secrets = readSecrets()
  return {
    keys: new Map(secrets.map(secret => [secret.version, secret.value])),
    currentVersion: secrets[0].version,
    legacySecret: process.env.BETTER_AUTH_SECRET || secrets.at(-1)!.value,
  }
}

/** Seals a secret for the database, under the current version of the secret. */
export function seal(secret: string): Promise<string> {
  return symmetricEncrypt({ key: key(), data: secret })
}

/**
 * Opens a secret from the database: what {@link seal} sealed, under whichever
 * version; what Better Auth sealed before secrets had versions; and what an
 * earlier set-up left in clear.
 *
 * The last two can look alike, since a token may be all hexadecimal. The seal's
 * authentication tag tells them apart: what does not open was never sealed.
 *
 * @throws Error when it was sealed under a version that is no longer configured
 */
export async function open(stored: string): Promise<string> {
  if (parseEnvelope(stored)) return symmetricDecrypt({ key: key(), data: stored })
  if (!/^(?:[0-9a-f]{2})+$/i.test(stored)) return stored
  return symmetricDecrypt({ key: key(), data: stored }).catch(() => stored)
}

/** Whether two secrets from the database are one and the same, however each of them is sealed: a reseal changes no secret. */
export async function isSameSecret(one: string | null, other: string | null): Promise<boolean> {
  if (one === other) return true
  if (one === null || other === null) return false
  const [opened, otherOpened] = await Promise.all([one, other].map(stored => open(stored).catch(() => stored)))
  return opened === otherOpened
}

/** Whether a stored secret is sealed under the current version. */
export function isSealedNow(stored: string): boolean {
  return parseEnvelope(stored)?.version === readSecrets()[0].version
}
