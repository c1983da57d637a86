import { createHash, randomBytes, randomInt } from 'node:crypto'
import type { KeyPlatformDefinition, PlatformCredential, PlatformDefinition } from '../../shared/platforms'
import type { Identity } from './identities'
import { matchingText } from './matching-text'

/** Credentials of a user, by their names in the platform's definition. */
export type Credentials = Record<string, string>

interface Issued {
  identity: string
  values: Credentials
}

/** The keys and app passwords of one simulated provider. Empty on OAuth platforms. */
export class CredentialStore {
  #definition: KeyPlatformDefinition | undefined
  #fixed: readonly Issued[]
  #issued: Issued[] = []
  #record: (secret: string, identity: string) => void

  /**
   * @param definition its `credentials` define what to issue
   * @param identities accounts with predefined credentials
   * @param record stores a secret and its owner
   */
  constructor(definition: PlatformDefinition, identities: readonly Identity[], record: (secret: string, identity: string) => void) {
    this.#definition = definition.kind === 'oauth' ? undefined : definition
    this.#record = record
    this.#fixed = this.#definition
      ? identities.map((identity, index) => ({ identity: identity.id, values: fixedCredentials(this.#definition!, identity, index + 1) }))
      : []
    this.reset()
  }

  /** Restores the predefined credentials. */
  reset() {
    this.#issued = [...this.#fixed]
  }

  /** The predefined credentials, by identity id. */
  fixed(): readonly (readonly [identity: string, Credentials])[] {
    return this.#fixed.map(({ identity, values }) => [identity, values])
  }

  /** Issues new credentials for an identity. Earlier ones stay valid. */
  issue(identity: Identity): Credentials {
    if (!this.#definition) throw new Error('OAuth platforms have no credentials to issue.')
    const values = freshCredentials(this.#definition, identity)
    this.#issued.push({ identity: identity.id, values })
    this.#recordSecrets(values, identity.id)
    return values
  }

  /**
   * Finds the owner of credentials. All values must belong together, and one must be
   * secret. Predefined credentials count as issued from their first use.
   */
  use(given: Credentials): string | undefined {
    const entries = Object.entries(given)
    if (!entries.some(([name]) => this.#isSecret(name))) return undefined
    const found = this.#issued.find(({ values }) => entries.every(([name, value]) => values[name] === value))
    if (found) this.#recordSecrets(found.values, found.identity)
    return found?.identity
  }

  /** Finds the owner of a secret. */
  ownerOf(secret: string): string | undefined {
    return this.#issued.find(({ values }) => Object.entries(values).some(([name, value]) => value === secret && this.#isSecret(name)))?.identity
  }

  /** Revokes all credentials of an identity until the next reset. */
  revoke(identity: string) {
    this.#issued = this.#issued.filter(issued => issued.identity !== identity)
  }

  #isSecret(name: string): boolean {
    return this.#definition?.credentials.some(credential => credential.name === name && credential.secret) ?? false
  }

  #recordSecrets(values: Credentials, identity: string) {
    for (const [name, value] of Object.entries(values)) {
      if (this.#isSecret(name)) this.#record(value, identity)
    }
  }
}

/** Predefined credentials. They are the same in every sandbox, such as `sandbox-devto-key-alice-0001`. */
function fixedCredentials({ id, credentials }: KeyPlatformDefinition, identity: Identity, number: number): Credentials {
  return Object.fromEntries(credentials.map((credential) => {
    const secret = `sandbox-${id}-${labelOf(credential)}-${identity.id}-${String(number).padStart(4, '0')}`
    return [credential.name, valueOf(id, credential, credential.secret ? [secret] : publicValues(identity), chooseBy(`${id} ${credential.name} ${identity.id}`))]
  }))
}

/** New credentials. They are URL-safe if the pattern allows it, so that leak tests find the same string in a URL, a header and a body. */
function freshCredentials({ id, credentials }: KeyPlatformDefinition, identity: Identity): Credentials {
  return Object.fromEntries(credentials.map((credential) => {
    if (!credential.secret) return [credential.name, valueOf(id, credential, publicValues(identity), chooseBy(`${id} ${credential.name} ${identity.id}`))]
    const secret = `sandbox_${id}_${labelOf(credential)}_${randomBytes(32).toString('base64url')}`
    return [credential.name, valueOf(id, credential, [secret], randomInt)]
  }))
}

function labelOf({ name }: PlatformCredential): string {
  return name === 'apiKey' ? 'key' : name
}

/** Values for credentials that are not secret. */
function publicValues({ id, username, email }: Identity): string[] {
  return [username, `${id}.sandbox.test`, ...email === undefined ? [] : [email]]
}

/** Returns the first value that matches the pattern, or generates one from the pattern. */
function valueOf(platform: string, { name, pattern }: PlatformCredential, values: string[], choose: (count: number) => number): string {
  const value = values.find(text => pattern === undefined || new RegExp(`^(?:${pattern})$`).test(text))
    ?? matchingText(pattern ?? '', choose)
  if (value === undefined) {
    throw new Error(`The sandbox cannot make a value for "${name}" of ${platform}: its pattern ${pattern} is not supported. Use only characters, classes, groups and quantifiers.`)
  }
  return value
}

/** Chooses deterministically by a seed. */
function chooseBy(seed: string): (count: number) => number {
  let turn = 0
  return count => createHash('sha256').update(`${seed} ${turn++}`).digest().readUInt32BE() % count
}
