import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { readSecrets } from '../auth/secrets'

function key() {
  const secrets = readSecrets()
  return {
    keys: new Map(secrets.map(secret => [secret.version, secret.value])),
    currentVersion: secrets[0].version,
    legacySecret: process.env.BETTER_AUTH_SECRET,
  }
}

/** Seals a secret for the database, under the current version of the secret. */
export function seal(secret: string): Promise<string> {
  return symmetricEncrypt({ key: key(), data: secret })
}

/**
 * Opens what {@link seal} sealed, under whichever version it was.
 *
 * @throws Error when it was sealed under a secret that is no longer configured
 */
export function open(sealed: string): Promise<string> {
  return symmetricDecrypt({ key: key(), data: sealed })
}
