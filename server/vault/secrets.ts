import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface VersionedSecret { version: number, value: string }

const minimumLength = 32
const howToMakeOne = 'Make one with `openssl rand -base64 32` and keep it: it signs the sessions and seals the tokens.'
const developmentSecretFile = '.data/development-secret'

let secrets: VersionedSecret[] | undefined

/**
 * The secrets Better Auth signs with and the vault seals under, current first.
 *
 * `BETTER_AUTH_SECRETS` (`2:new,1:old`) rotates; `BETTER_AUTH_SECRET` alone
 * counts as version 1, so that what is sealed today still opens after the first
 * rotation. In development a missing secret is made once and kept in `.data`.
 *
 * @throws Error that says what to set, in production without a real secret
 */
export function readSecrets(): [VersionedSecret, ...VersionedSecret[]] {
  secrets ??= fromEnvironment() ?? development()
  return secrets as [VersionedSecret, ...VersionedSecret[]]
}

function fromEnvironment(): VersionedSecret[] | undefined {
  const { BETTER_AUTH_SECRETS: many, BETTER_AUTH_SECRET: one } = process.env
  if (!many && !one) return undefined
  const found = many
    ? many.split(',').map(entry => parse(entry.trim()))
    : [{ version: 1, value: one! }]
  if (new Set(found.map(secret => secret.version)).size < found.length) {
    throw new Error('BETTER_AUTH_SECRETS names a version twice. Each secret needs a version of its own, as in 2:new,1:old.')
  }
  if (found[0]!.value.length < minimumLength) {
    throw new Error(`The secret in ${many ? 'BETTER_AUTH_SECRETS' : 'BETTER_AUTH_SECRET'} is shorter than ${minimumLength} characters. ${howToMakeOne}`)
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
    throw new Error(`BETTER_AUTH_SECRET is not set. ${howToMakeOne}`)
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
