import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setting } from '../settings'

export interface VersionedSecret { version: number, value: string }

const minimumLength = 32
const howToGenerate = 'Generate one with `openssl rand -base64 32` and store it safely: it signs sessions and encrypts tokens.'
const developmentSecretFile = '.data/development-secret'

let secrets: VersionedSecret[] | undefined

/**
 * Returns the secrets for Better Auth's signatures and the vault's encryption, the
 * current one first.
 *
 * `BETTER_AUTH_SECRETS` (`2:new,1:old`) supports rotation. `BETTER_AUTH_SECRET` alone
 * counts as version 1, so that data encrypted with it stays readable after the first
 * rotation. In development, a missing secret is generated once and stored in `.data`.
 *
 * @throws Error in production, when the secret is missing or too short
 */
export function readSecrets(): [VersionedSecret, ...VersionedSecret[]] {
  secrets ??= fromEnvironment() ?? development()
  return secrets as [VersionedSecret, ...VersionedSecret[]]
}

function fromEnvironment(): VersionedSecret[] | undefined {
  const many = setting('BETTER_AUTH_SECRETS')
  const one = setting('BETTER_AUTH_SECRET')
  if (!many && !one) return undefined
  const found = many
    ? many.split(',').map(entry => parse(entry.trim()))
    : [{ version: 1, value: one! }]
  if (new Set(found.map(secret => secret.version)).size < found.length) {
    throw new Error('BETTER_AUTH_SECRETS contains a version twice. Give each secret its own version, as in 2:new,1:old.')
  }
  if (found[0]!.value.length < minimumLength) {
    throw new Error(`The secret in ${many ? 'BETTER_AUTH_SECRETS' : 'BETTER_AUTH_SECRET'} is shorter than ${minimumLength} characters. ${howToGenerate}`)
  }
  return found
}

function parse(entry: string): VersionedSecret {
  const [, version, value] = /^(\d+):(.+)$/.exec(entry) ?? []
  if (!version || !value) {
    throw new Error('BETTER_AUTH_SECRETS must be a list of version:secret, current first, as in 2:new,1:old.')
  }
  return { version: Number(version), value }
}

function development(): VersionedSecret[] {
  if (!import.meta.dev) {
    throw new Error(`BETTER_AUTH_SECRET is not set. ${howToGenerate}`)
  }
  let value: string
  try {
    value = readFileSync(developmentSecretFile, 'utf8')
  }
  catch {
    value = randomBytes(32).toString('base64')
    mkdirSync(dirname(developmentSecretFile), { recursive: true })
    writeFileSync(developmentSecretFile, value, { mode: 0o600 })
  }
  return [{ version: 1, value }]
}
