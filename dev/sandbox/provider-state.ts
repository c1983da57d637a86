import { randomBytes } from 'node:crypto'
import type { PlatformDefinition } from '../../shared/platforms'
import { CredentialStore } from './credentials'
import type { Identity } from './identities'

/** The consent that an authorization code stands for. */
export interface CodeDetails {
  identity: string
  scopes: string[]
  redirectUri: string
  /** Whether the exchange issues a refresh token. */
  offline: boolean
  codeChallenge?: string
  nonce?: string
}

/** An authorization of the app by an identity. Every token belongs to a grant. */
export interface Grant {
  identity: string
  scopes: string[]
  nonce?: string
  revoked: boolean
}

/** An issued access token or refresh token. */
export interface Token {
  kind: 'access' | 'refresh'
  grant: Grant
  /** Epoch milliseconds. */
  expiresAt: number
  revoked: boolean
  /** Whether it is a rotated refresh token that was used. It is kept to detect reuse. */
  used: boolean
}

const CODE_SECONDS = 60

/** The state of one simulated provider: codes, grants, tokens, credentials and all issued secrets. */
export class ProviderState {
  #definition: PlatformDefinition
  #codes = new Map<string, CodeDetails & { expiresAt: number }>()
  #tokens = new Map<string, Token>()
  #secrets = new Map<string, string>()
  #consents = new Map<string, Set<string>>()

  /** Keys and app passwords. */
  readonly credentials: CredentialStore

  /** Lifetime of new access tokens in seconds. Infinite if they do not expire. */
  accessTokenSeconds = Infinity

  /** @param identities the predefined accounts */
  constructor(definition: PlatformDefinition, identities: readonly Identity[]) {
    this.#definition = definition
    this.credentials = new CredentialStore(definition, identities, (secret, identity) => this.record(secret, identity))
    this.reset()
  }

  reset() {
    for (const store of [this.#codes, this.#tokens, this.#secrets, this.#consents]) store.clear()
    this.credentials.reset()
    this.resetLifetime()
  }

  /** Restores the lifetime of the definition. Without one, renewable tokens expire after an hour. */
  resetLifetime() {
    const { kind, lifetimes } = this.#definition
    const isRenewed = kind === 'oauth' && this.#definition.refresh !== 'none'
    this.accessTokenSeconds = lifetimes?.accessToken ?? (isRenewed ? 3600 : Infinity)
  }

  /** Lists every secret that was issued or used since the last reset. */
  secrets(): string[] {
    return [...this.#secrets.keys()]
  }

  /** Stores a secret and its owner. */
  record(secret: string, identity: string) {
    this.#secrets.set(secret, identity)
  }

  /** Finds the owner of a secret, also after it was used or revoked. */
  identityOf(secret: string): string | undefined {
    return this.#secrets.get(secret) ?? this.credentials.ownerOf(secret)
  }

  issueCode(details: CodeDetails): string {
    const code = this.#createSecret('code', details.identity)
    this.#codes.set(code, { ...details, expiresAt: Date.now() + CODE_SECONDS * 1000 })
    return code
  }

  /** Finds the details of a code. Undefined if it was used or is older than a minute. */
  findCode(code: string): CodeDetails | undefined {
    const details = this.#codes.get(code)
    return details && details.expiresAt > Date.now() ? details : undefined
  }

  /** Creates a grant and invalidates the code. */
  openGrant(code: string, { identity, scopes, nonce }: CodeDetails): Grant {
    this.#codes.delete(code)
    return { identity, scopes, nonce, revoked: false }
  }

  issueAccessToken(grant: Grant): string {
    return this.#issue('access', grant, Date.now() + this.accessTokenSeconds * 1000)
  }

  issueRefreshToken(grant: Grant): string {
    return this.#issue('refresh', grant, Date.now() + (this.#definition.lifetimes?.refreshToken ?? Infinity) * 1000)
  }

  /** Finds a token, even if it is expired, used or revoked. Undefined if it was never issued. */
  findToken(value: string | null): Token | undefined {
    return value === null ? undefined : this.#tokens.get(value)
  }

  /** Finds a token if it is valid. */
  liveToken(value: string | null, kind?: Token['kind']): Token | undefined {
    const token = this.findToken(value)
    if (!token || (kind && token.kind !== kind)) return undefined
    return token.revoked || token.used || token.grant.revoked || token.expiresAt <= Date.now() ? undefined : token
  }

  /** Whether the app has a valid token of this identity. */
  hasGrant(identity: string): boolean {
    return [...this.#tokens].some(([value, { grant }]) => grant.identity === identity && this.liveToken(value) !== undefined)
  }

  /** Simulates that the user removes the app at the provider: revokes all tokens, codes and keys of an identity. */
  revokeIdentity(identity: string) {
    for (const token of this.#tokens.values()) {
      if (token.grant.identity === identity) token.grant.revoked = true
    }
    for (const [code, details] of this.#codes) {
      if (details.identity === identity) this.#codes.delete(code)
    }
    this.#consents.delete(identity)
    this.credentials.revoke(identity)
  }

  /** The scopes that an identity has granted so far. Undefined before the first consent. */
  consentOf(identity: string): ReadonlySet<string> | undefined {
    return this.#consents.get(identity)
  }

  addConsent(identity: string, scopes: string[]) {
    this.#consents.set(identity, new Set([...this.#consents.get(identity) ?? [], ...scopes]))
  }

  #issue(kind: Token['kind'], grant: Grant, expiresAt: number): string {
    const value = this.#createSecret(kind, grant.identity)
    this.#tokens.set(value, { kind, grant, expiresAt, revoked: false, used: false })
    return value
  }

  /** URL-safe, so that leak tests find the same string in a URL, a header and a body. */
  #createSecret(kind: string, identity: string): string {
    const secret = `sandbox_${this.#definition.id}_${kind}_${randomBytes(32).toString('base64url')}`
    this.record(secret, identity)
    return secret
  }
}
