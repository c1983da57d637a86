import type { PlatformDefinition } from '../../shared/platforms/definition'
import type { PlatformAnswer } from './call-platform'

/** The stored profile of an account. It is read when the account is connected or refreshed. */
export interface ConnectedProfile {
  username: string | null
  name: string | null
  email: string | null
  profileImageUrl: string | null
}

/** A profile as the platform returned it. */
export interface PlatformProfile extends ConnectedProfile {
  /** The account's id at the platform. It never changes. */
  accountId: string
  /** Whether the platform says that it verified the email address. */
  emailVerified: boolean
}

/** The app's client credentials at a platform. */
export interface ClientCredentials {
  clientId: string
  clientSecret: string
}

/** Data for the registration of this server as a client at a host. */
export interface ClientRegistration {
  redirectUri: string
  /** All scopes that any authorization request at the host can contain. */
  scopes: readonly string[]
  /** The name on the consent page. @default the host of the redirect URI */
  appName?: string
}

/** The tokens of one account, not encrypted. */
export interface GrantTokens {
  accessToken: string | null
  refreshToken: string | null
}

/** Tokens as a platform issued them, not encrypted. */
export interface IssuedTokens {
  accessToken: string
  /** Set only if the platform issued a new one. */
  refreshToken?: string
  idToken?: string
  /** Null if the access token does not expire. */
  accessTokenExpiresAt: Date | null
  refreshTokenExpiresAt?: Date
  /** The granted scopes. Empty if the platform did not return them. */
  scopes: string[]
}

/** Context for the functions of a connector. */
export interface ConnectorContext {
  definition: PlatformDefinition
  /** Host of the account, on platforms where users name it. */
  host?: string
  /** The app's client credentials, on OAuth platforms. */
  client?: ClientCredentials
  /**
   * Calls the platform like `callPlatform`: guarded, with limits of time and size.
   * `{host}` in the URL is replaced by the account's host.
   */
  call(url: string, init?: RequestInit): Promise<PlatformAnswer>
}

/**
 * Functions for a platform whose protocol is not standard. Each replaces the default
 * implementation, which uses only the definition; `isRefusal` adds to it. They throw
 * ConnectError `PLATFORM_UNREACHABLE` or `PLATFORM_TIMEOUT` when a retry may succeed:
 * `connectError(code, { platform })` creates one.
 */
export interface Connector {
  /** Reads the profile of the account that the tokens belong to. @default `endpoints.userinfo`, mapped by `profile` */
  readProfile?(tokens: GrantTokens, context: ConnectorContext): Promise<PlatformProfile>
  /** Whether an error response to a refresh means that the grant has ended. The error `invalid_grant` always does. */
  isRefusal?(status: number, body: unknown): boolean
  /** Renews the access token. @throws GrantRefused when the grant has ended @default a request with the refresh token (RFC 6749, section 6) */
  renew?(tokens: GrantTokens, context: ConnectorContext): Promise<IssuedTokens>
  /** Revokes the grant at the platform. Throws if the platform does not confirm it. @default `endpoints.revoke` (RFC 7009) */
  revoke?(tokens: GrantTokens, context: ConnectorContext): Promise<void>
  /**
   * Key platforms: exchanges the user's credentials for tokens. @throws ConnectError `KEY_REFUSED`
   * @default stores the credentials as the token, and reads the profile from `endpoints.userinfo`
   */
  connect?(credentials: Readonly<Record<string, string>>, context: ConnectorContext): Promise<{ profile: PlatformProfile, tokens: IssuedTokens }>
  /** Registers this server as a client at a host that a user named. The registration is stored per host. */
  register?(registration: ClientRegistration, context: ConnectorContext): Promise<ClientCredentials>
}

/** The platform refused a grant or a key. The user has to reconnect the account. */
export class GrantRefused extends Error {
  override readonly name = 'GrantRefused'
}

/**
 * Defines a connector: of a built-in platform in `server/platforms/<id>.ts`, or of an
 * app's own platform in `connect/platforms/<id>.connector.ts`.
 */
export function defineConnector(connector: Connector): Connector {
  return connector
}
