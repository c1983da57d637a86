import type { Reply, SandboxRequest } from './http'
import type { Identity, IdentityStore } from './identities'
import type { ProviderState } from './provider-state'

/** Names of the simulated endpoints, in the request log and in fault rules. */
export const ENDPOINTS = ['authorize', 'token', 'refresh', 'profile', 'revoke', 'certs', 'publish'] as const

/** One of {@link ENDPOINTS}. `refresh` is the token endpoint with `grant_type=refresh_token`. */
export type EndpointName = typeof ENDPOINTS[number]

/** The one OAuth client an OAuth simulator has registered. */
export interface RegisteredClient {
  id: string
  secret: string
}

/** What a simulator works with. One per provider and sandbox. */
export interface ProviderContext {
  /** Where this sandbox listens, without a trailing slash. */
  origin: string
  client: RegisteredClient
  identities: IdentityStore
  state: ProviderState
}

/** One simulated endpoint. */
export interface Route {
  method: 'GET' | 'POST'
  /** Provider host as the first segment: `/api.x.com/2/users/me`. */
  path: string
  /** A function where one path serves several operations, as token endpoints do. */
  endpoint: EndpointName | ((request: SandboxRequest) => EndpointName)
  handle(request: SandboxRequest): Reply | Promise<Reply>
}

/** One simulated provider. Adding one is a file in `providers/` and a line in `registry.ts`. */
export interface ProviderDefinition {
  /** Name shown on the consent page. */
  label: string
  /** Accounts that exist from the start. */
  identities: readonly Identity[]
  /** Keys that work from the start, key to identity id; providers without OAuth only. */
  apiKeys?: Readonly<Record<string, string>>
  /** Lifetime of access tokens in seconds until the control API changes it. */
  accessTokenSeconds: number
  /** A fresh account id of the provider's own shape. */
  createAccountId(): string
  /** Called once per sandbox; what a simulator keeps beyond `context` lives in this call's closure. */
  routes(context: ProviderContext): Route[]
}
