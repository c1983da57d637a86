/** An account at a simulated provider. */
export interface Identity {
  /** Short name used by the consent form and the control API: `alice`. */
  id: string
  /** The provider's own account id, shaped as the provider shapes it. */
  accountId: string
  username: string
  name: string
  /** Absent: the provider hands out no (confirmed) email for this account. */
  email?: string
  /** @default true, when there is an email. Only Google says it on the wire. */
  emailVerified?: boolean
  /** @default an SVG that the sandbox serves under `/avatars/`. */
  avatarUrl?: string
}

/** What the control API takes for a new or changed identity. `email: null` takes the email away. */
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

  /** Back to the accounts that exist from the start. */
  reset() {
    this.#byId = new Map(this.#defaults.map(identity => [identity.id, identity]))
  }

  list(): Identity[] {
    return [...this.#byId.values()]
  }

  get(id: string): Identity | undefined {
    return this.#byId.get(id)
  }

  /** Adds an account, or changes the named fields of one, as when a user renames themselves. */
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

/** The absolute URL of an identity's picture. */
export function avatarUrl(origin: string, platform: string, identity: Identity): string {
  return identity.avatarUrl ?? `${origin}/avatars/${platform}/${encodeURIComponent(identity.id)}.svg`
}
