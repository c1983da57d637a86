/** What an account shows of itself, read when it is connected or refreshed, and kept. */
export interface ConnectedProfile {
  username: string | null
  name: string | null
  email: string | null
  profileImageUrl: string | null
}

/** The app's registration at a platform. */
export interface ClientCredentials {
  clientId: string
  clientSecret: string
}

/** The tokens of one account, in clear. */
export interface GrantTokens {
  accessToken: string | null
  refreshToken: string | null
}

/** How an app calls the platform's API for its user. */
export interface PlatformApi {
  /** What relative addresses are relative to. */
  baseUrl: string
  /** The headers that carry the token. */
  authorize(token: string): Record<string, string>
}

/** How an OAuth platform differs from the others, beyond what Better Auth knows of it. */
export interface OAuthConnector {
  api: PlatformApi
  /** Better Auth provider options without which the platform grants no refresh token. */
  stayConnected?: { duration?: 'permanent', accessType?: 'offline', prompt?: 'select_account consent' }
  /** What to add to a request for consent, so that the platform grants what it names and not also what was granted before. */
  nothingElse?: Record<string, string>
  /** Where a token is renewed, and how the app says who it is there. */
  token: { endpoint: string, clientAuth: 'basic' | 'body' }
  /** Whether the platform's answer to a renewal means that the grant is over, and not that something else went wrong. */
  isRefusal(status: number, body: unknown): boolean
  /** Reads the profile the platform gave with the grant. Missing or strange fields read as null. */
  readProfile(raw: unknown): ConnectedProfile
  /** Ends the grant at the platform. @throws ConnectError when the platform does not confirm it */
  revoke(tokens: GrantTokens, client: ClientCredentials): Promise<void>
}

/** How a platform that hands out API keys is reached. */
export interface KeyConnector {
  api: PlatformApi
  /**
   * Asks the platform whose key this is.
   *
   * @returns the account's id at the platform and its profile
   * @throws ConnectError `KEY_REFUSED`, `PLATFORM_UNREACHABLE` or `PLATFORM_TIMEOUT`
   */
  verifyKey(apiKey: string): Promise<ConnectedProfile & { accountId: string, username: string }>
}
