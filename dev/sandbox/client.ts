import type { Credentials } from './credentials'
import type { FaultRule } from './faults'
import type { Identity, IdentityInput } from './identities'
import type { LoggedRequest, RequestFilter } from './request-log'

/** What the user does on the consent page. */
export interface Decision {
  /** Identity id, such as `alice`. */
  identity: string
  decision: 'approve' | 'deny'
  /** The selected scopes, on platforms with a checkbox for each (Google). @default all requested scopes */
  scopes?: string[]
}

/** Client for the control API of a running sandbox. A refused call throws with the message of the sandbox. */
export interface SandboxClient {
  /** Lists the ids of the simulated platforms. */
  platforms(): Promise<string[]>
  /** Clears grants, keys, faults, log, lifetimes and added identities. */
  reset(): Promise<void>
  /** Lists every code, token and key that was issued or used since the last reset. */
  secrets(): Promise<string[]>
  /** Lists the requests of the app to the providers, oldest first. */
  requests(filter?: RequestFilter): Promise<LoggedRequest[]>
  /** Adds a fault to the queue. */
  fault(rule: FaultRule): Promise<void>
  clearFaults(): Promise<void>
  /** Adds an account, or changes the given fields of an existing one. */
  addIdentity(platform: string, identity: IdentityInput): Promise<Identity>
  /** Issues new credentials for an identity on a platform with keys or app passwords. */
  issueCredentials(platform: string, identity: string): Promise<Credentials>
  /** Issues a new Dev.to API key for an identity. */
  issueKey(identity: string): Promise<string>
  /** Whether the app has a valid token of this identity. */
  hasGrant(platform: string, identity: string): Promise<boolean>
  /** Simulates that the user removes the app at the provider: tokens, codes and keys of this identity become invalid. */
  revokeGrants(platform: string, identity: string): Promise<void>
  /** Sets the lifetime of new access tokens in whole seconds. Null restores the lifetime of the definition. */
  setLifetime(platform: string, accessTokenSeconds: number | null): Promise<void>
  /**
   * Submits the consent form like a browser.
   *
   * @param authorizeUrl the sandbox's authorize URL, or the provider's real one
   * @returns the callback URL of the redirect
   * @throws when the simulator responds with an error page instead, for example for a wrong client id
   */
  decide(authorizeUrl: string, decision: Decision): Promise<string>
}

/** Creates a client for the sandbox at `url`. It has no state. */
export function createSandboxClient(url: string): SandboxClient {
  const origin = new URL(url).origin

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${origin}/_sandbox/${path}`, {
      method,
      ...body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    })
    if (!response.ok) throw new Error(`The sandbox refused ${method} ${path} (${response.status}): ${await response.text()}`)
    return await response.json() as T
  }

  async function issueCredentials(platform: string, identity: string): Promise<Credentials> {
    return (await call<{ credentials: Credentials }>('POST', 'keys', { platform, identity })).credentials
  }

  return {
    platforms: () => call('GET', 'platforms'),
    reset: async () => void await call('POST', 'reset'),
    secrets: () => call('GET', 'secrets'),
    requests: (filter = {}) => call('GET', `requests?${new URLSearchParams({ ...filter })}`),
    fault: async rule => void await call('POST', 'faults', rule),
    clearFaults: async () => void await call('DELETE', 'faults'),
    addIdentity: (platform, identity) => call('POST', 'identities', { platform, ...identity }),
    issueCredentials,
    issueKey: async identity => (await issueCredentials('devto', identity)).apiKey!,
    hasGrant: async (platform, identity) => (await call<{ live: boolean }>('GET', `grants?${new URLSearchParams({ platform, identity })}`)).live,
    revokeGrants: async (platform, identity) => void await call('POST', 'grants/revoke', { platform, identity }),
    setLifetime: async (platform, accessTokenSeconds) => void await call('POST', 'lifetimes', { platform, accessTokenSeconds }),

    async decide(authorizeUrl, { identity, decision, scopes }) {
      const asked = new URL(authorizeUrl)
      const target = asked.origin === origin ? asked : new URL(`${origin}/${asked.host}${asked.pathname}${asked.search}`)
      const form = new URLSearchParams({ identity, decision })
      for (const scope of scopes ?? ticked(asked)) form.append('scope', scope)
      const response = await fetch(target, { method: 'POST', body: form, redirect: 'manual' })
      const location = response.headers.get('location')
      if (response.status !== 302 || !location) {
        throw new Error(`The consent form was refused (${response.status}): ${await response.text()}`)
      }
      return location
    },
  }
}

/** All checkboxes are selected when the page opens. */
function ticked(authorizeUrl: URL): string[] {
  return (authorizeUrl.searchParams.get('scope') ?? '').split(/[ ,]/).filter(Boolean)
}
