import type { PlatformDefinition } from '../../shared/platforms'
import type { Reply, SandboxRequest } from './http'
import type { Identity, IdentityStore } from './identities'
import type { ProviderState } from './provider-state'

/** Names of the simulated endpoints, in the request log and in fault rules. */
export const ENDPOINTS = ['authorize', 'token', 'refresh', 'profile', 'revoke', 'certs', 'publish', 'register'] as const

/** One of {@link ENDPOINTS}. `refresh` is the token endpoint with any grant type but `authorization_code`. */
export type EndpointName = typeof ENDPOINTS[number]

/** The registered client of an OAuth simulator. */
export interface RegisteredClient {
  id: string
  secret: string
}

/** Context of a simulator. There is one for each provider and sandbox. */
export interface ProviderContext {
  definition: PlatformDefinition
  /** Origin of the sandbox, without a trailing slash. */
  origin: string
  client: RegisteredClient
  identities: IdentityStore
  state: ProviderState
}

/** One simulated endpoint. */
export interface Route {
  method: 'GET' | 'POST' | 'DELETE'
  /** The path, with the provider's host as the first segment: `/api.x.com/2/users/me`. `*` matches any text within a segment. Exact paths take precedence. */
  path: string
  /** A function if one path serves several operations, such as a token endpoint. */
  endpoint: EndpointName | ((request: SandboxRequest) => EndpointName)
  /** Finds the client that a request names, on platforms where clients register themselves. @default the client of the context */
  clientOf?(request: SandboxRequest): RegisteredClient | undefined
  handle(request: SandboxRequest): Reply | Promise<Reply>
}

/**
 * A simulated provider. Most are derived from the platform's definition. Those with a
 * protocol that is not standard have a file in `providers/`.
 */
export interface ProviderDefinition {
  /** Predefined accounts. */
  identities: readonly Identity[]
  /** Creates an account id in the provider's format. */
  createAccountId(): string
  /** Creates the routes. Called once per sandbox, so the closure can hold state of the simulator. */
  routes(context: ProviderContext): Route[]
}
