/** An account at a simulated provider. */
export interface Identity {
  /** Short name for the consent form and the control API, such as `alice`. */
  id: string
  /** The account id, in the provider's format. */
  accountId: string
  username: string
  name: string
  /** Undefined: the provider returns no (verified) email address for this account. */
  email?: string
  /** @default true, if there is an email address */
  emailVerified?: boolean
  /** @default an SVG that the sandbox serves under `/avatars/`. */
  avatarUrl?: string
}

/** Input of the control API for a new or changed identity. `email: null` removes the email address. */
export interface IdentityInput extends Partial<Omit<Identity, 'id' | 'email'>> {
  id: string
  email?: string | null
}

/** The accounts of one provider. */
export class IdentityStore {
  #defaults: readonly Identity[]
  #createAccountId: () => string
  #byId = new Map<string, Identity>()

  constructor(defaults: readonly Identity[], createAccountId: () => string) {
    this.#defaults = defaults
    this.#createAccountId = createAccountId
    this.reset()
  }

  /** Restores the predefined accounts. */
  reset() {
    this.#byId = new Map(this.#defaults.map(identity => [identity.id, identity]))
  }

  list(): Identity[] {
    return [...this.#byId.values()]
  }

  get(id: string): Identity | undefined {
    return this.#byId.get(id)
  }

  /** Adds an account, or changes the given fields of an existing one. */
  put(input: IdentityInput): Identity {
    const { email, ...fields } = input
    const identity: Identity = {
      accountId: this.#createAccountId(),
      username: `sandbox_${input.id}`,
      name: `${input.id} (sandbox)`,
      email: `${input.id}@sandbox.test`,
      ...this.#byId.get(input.id),
      ...fields,
    }
    if (email === null) delete identity.email
    else if (email !== undefined) identity.email = email
    this.#byId.set(identity.id, identity)
    return identity
  }
}

/** The absolute URL of an identity's avatar. */
export function avatarUrl(origin: string, platform: string, identity: Identity): string {
  return identity.avatarUrl ?? `${origin}/avatars/${platform}/${encodeURIComponent(identity.id)}.svg`
}
