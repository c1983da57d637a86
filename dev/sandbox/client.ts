import type { FaultRule } from './faults'
import type { Identity, IdentityInput } from './identities'
import type { Platform } from './registry'
import type { LoggedRequest, RequestFilter } from './request-log'

/** What the user does on the consent page. */
export interface Decision {
  /** Identity id, such as `alice`. */
  identity: string
  decision: 'approve' | 'deny'
  /** Scopes left ticked where each has a checkbox (Google). @default all that were asked for */
  scopes?: string[]
}

/** The control API of a running sandbox. Every call throws with the sandbox's sentence if it is refused. */
export interface SandboxClient {
  /** Clears grants, keys, faults, log, lifetimes and added identities. */
  reset(): Promise<void>
  /** Every code, token and key issued or used since the last reset. */
  secrets(): Promise<string[]>
  /** The calls the app made to the providers, oldest first. */
  requests(filter?: RequestFilter): Promise<LoggedRequest[]>
  /** Scripts a fault; several queue up. */
  fault(rule: FaultRule): Promise<void>
  clearFaults(): Promise<void>
  /** Adds an account, or changes the given fields of an existing one. */
  addIdentity(platform: Platform, identity: IdentityInput): Promise<Identity>
  /** A fresh Dev.to API key of this identity. */
  issueKey(identity: string): Promise<string>
  /** The user removes the app at the provider: tokens, codes and API keys of this identity stop working. */
  revokeGrants(platform: Platform, identity: string): Promise<void>
  /** Lifetime in whole seconds of access tokens issued from now on. */
  setLifetime(platform: Platform, accessTokenSeconds: number): Promise<void>
  /**
   * Submits the consent form as a browser would.
   *
   * @param authorizeUrl the sandbox's authorize URL, or the provider's real one
   * @returns the callback URL the browser is sent to
   * @throws if the simulator answers with a page instead, such as for a wrong client id
   */
  decide(authorizeUrl: string, decision: Decision): Promise<string>
}

/** A client for the sandbox at `url`. Keeps no state. */
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

  return {
    reset: async () => void await call('POST', 'reset'),
    secrets: () => call('GET', 'secrets'),
    requests: (filter = {}) => call('GET', `requests?${new URLSearchParams({ ...filter })}`),
    fault: async rule => void await call('POST', 'faults', rule),
    clearFaults: async () => void await call('DELETE', 'faults'),
    addIdentity: (platform, identity) => call('POST', 'identities', { platform, ...identity }),
    issueKey: async identity => (await call<{ key: string }>('POST', 'devto/keys', { identity })).key,
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

/** The boxes are ticked when the page opens. */
function ticked(authorizeUrl: URL): string[] {
  return (authorizeUrl.searchParams.get('scope') ?? '').split(' ').filter(Boolean)
}
