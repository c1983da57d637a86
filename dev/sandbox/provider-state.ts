import { randomBytes } from 'node:crypto'

/** What the user agreed to on the consent page, waiting to be exchanged. */
export interface CodeDetails {
  identity: string
  scopes: string[]
  redirectUri: string
  /** Whether the exchange hands out a refresh token. */
  offline: boolean
  codeChallenge?: string
  nonce?: string
}

/** One authorization of the app by one identity; every token belongs to one. */
export interface Grant {
  identity: string
  scopes: string[]
  nonce?: string
  revoked: boolean
}

/** An issued token, of either kind. */
export interface Token {
  kind: 'access' | 'refresh'
  grant: Grant
  /** Epoch milliseconds. */
  expiresAt: number
  revoked: boolean
  /** A rotated refresh token: spent, but remembered so that its reuse is noticed. */
  used: boolean
}

const CODE_SECONDS = 60

/** Codes, grants, tokens and API keys of one simulated provider, and every secret it issued. */
export class ProviderState {
  #platform: string
  #defaults: { accessTokenSeconds: number, apiKeys: Readonly<Record<string, string>> }
  #codes = new Map<string, CodeDetails & { expiresAt: number }>()
  #tokens = new Map<string, Token>()
  #apiKeys = new Map<string, string>()
  #secrets = new Map<string, string>()
  #consents = new Map<string, Set<string>>()

  /** Lifetime in seconds of access tokens issued from now on. */
  accessTokenSeconds = 0

  constructor(platform: string, defaults: { accessTokenSeconds: number, apiKeys?: Readonly<Record<string, string>> }) {
    this.#platform = platform
    this.#defaults = { apiKeys: {}, ...defaults }
    this.reset()
  }

  reset() {
    for (const store of [this.#codes, this.#tokens, this.#secrets, this.#consents]) store.clear()
    this.#apiKeys = new Map(Object.entries(this.#defaults.apiKeys))
    this.accessTokenSeconds = this.#defaults.accessTokenSeconds
  }

  /** Every secret issued or used since the last reset. */
  secrets(): string[] {
    return [...this.#secrets.keys()]
  }

  /** Remembers a secret and whose it is. */
  record(secret: string, identity: string) {
    this.#secrets.set(secret, identity)
  }

  /** Whose secret this is, also after it was spent or revoked. */
  identityOf(secret: string): string | undefined {
    return this.#secrets.get(secret) ?? this.#apiKeys.get(secret)
  }

  issueCode(details: CodeDetails): string {
    const code = this.#createSecret('code', details.identity)
    this.#codes.set(code, { ...details, expiresAt: Date.now() + CODE_SECONDS * 1000 })
    return code
  }

  /** What the code stands for, unless it was used or is older than a minute. */
  findCode(code: string): CodeDetails | undefined {
    const details = this.#codes.get(code)
    return details && details.expiresAt > Date.now() ? details : undefined
  }

  /** Spends the code. */
  openGrant(code: string, { identity, scopes, nonce }: CodeDetails): Grant {
    this.#codes.delete(code)
    return { identity, scopes, nonce, revoked: false }
  }

  issueAccessToken(grant: Grant): string {
    return this.#issue('access', grant, Date.now() + this.accessTokenSeconds * 1000)
  }

  issueRefreshToken(grant: Grant): string {
    return this.#issue('refresh', grant, Infinity)
  }

  /** The token whatever has become of it, or undefined if it was never issued. */
  findToken(value: string | null): Token | undefined {
    return value === null ? undefined : this.#tokens.get(value)
  }

  /** The token if the provider would still honour it. */
  liveToken(value: string | null, kind?: Token['kind']): Token | undefined {
    const token = this.findToken(value)
    if (!token || (kind && token.kind !== kind)) return undefined
    return token.revoked || token.used || token.grant.revoked || token.expiresAt <= Date.now() ? undefined : token
  }

  /** The user removes the app at the provider: everything of that identity dies, pending codes too. */
  revokeIdentity(identity: string) {
    for (const token of this.#tokens.values()) {
      if (token.grant.identity === identity) token.grant.revoked = true
    }
    for (const [code, details] of this.#codes) {
      if (details.identity === identity) this.#codes.delete(code)
    }
    this.#consents.delete(identity)
  }

  /** Scopes this identity has given the app so far, or undefined before its first consent. */
  consentOf(identity: string): ReadonlySet<string> | undefined {
    return this.#consents.get(identity)
  }

  addConsent(identity: string, scopes: string[]) {
    this.#consents.set(identity, new Set([...this.#consents.get(identity) ?? [], ...scopes]))
  }

  issueApiKey(identity: string): string {
    const key = this.#createSecret('key', identity)
    this.#apiKeys.set(key, identity)
    return key
  }

  /** Whose API key this is. A fixed key counts as issued from its first use on. */
  useApiKey(key: string): string | undefined {
    const identity = this.#apiKeys.get(key)
    if (identity) this.record(key, identity)
    return identity
  }

  /** Stops every API key of this identity from working until the next reset. */
  revokeApiKeys(identity: string) {
    for (const [key, owner] of this.#apiKeys) {
      if (owner === identity) this.#apiKeys.delete(key)
    }
  }

  #issue(kind: Token['kind'], grant: Grant, expiresAt: number): string {
    const value = this.#createSecret(kind, grant.identity)
    this.#tokens.set(value, { kind, grant, expiresAt, revoked: false, used: false })
    return value
  }

  /** URL-safe on purpose: a leak test finds the same string in a URL, a header and a body. */
  #createSecret(kind: string, identity: string): string {
    const secret = `sandbox_${this.#platform}_${kind}_${randomBytes(32).toString('base64url')}`
    this.record(secret, identity)
    return secret
  }
}
