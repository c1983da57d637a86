import type { KeyPlatformId, OAuthPlatformId, PlatformId } from './platforms'

/** How a connected account is doing: working, about to lapse by itself, or in need of the user. */
export type AccountStatus = 'healthy' | 'expiring' | 'reconnect_required'

/** Why an account needs its user: the platform ended the grant, it lapsed and cannot be renewed, or its key no longer works. */
export type ReconnectReason = 'grant_revoked' | 'grant_expired' | 'key_refused'

interface AccountBase {
  /** The row's id: what other calls take as `accountId`. */
  id: string
  userId: string
  providerId: string
  /** The account's id at the platform. */
  accountId: string
  name?: string
  email?: string
  profileImageUrl?: string
  /** What the platform granted. */
  scopes: string[]
  /** The same, separated by spaces. */
  scope: string
  accessToken: 'hidden'
  refreshToken: 'present' | null
  /** ISO 8601; null when the token does not expire. */
  accessTokenExpiresAt: string | null
  isExpired: boolean
  status: AccountStatus
  /** With `reconnect_required` only: why, and since when (ISO 8601). */
  reconnectReason?: ReconnectReason
  reconnectSince?: string
  /** ISO 8601. */
  createdAt: string
  updatedAt: string
}

interface OAuthAccount<Id extends OAuthPlatformId> extends AccountBase {
  platform: Id
  username?: string
}

interface KeyAccount<Id extends KeyPlatformId> extends AccountBase {
  platform: Id
  /** A key opens exactly one account, which always has a username. */
  username: string
  apiKey: 'hidden'
}

/** A connected account as the account API shows it. It holds no secret. */
export type Account<Id extends PlatformId = PlatformId> = {
  [P in Id]: P extends KeyPlatformId ? KeyAccount<P> : P extends OAuthPlatformId ? OAuthAccount<P> : never
}[Id]

/** What `GET /api/auth/accounts` answers: every platform, with none or more accounts each. */
export type AccountsByPlatform = { [Id in PlatformId]: Account<Id>[] }

/** Whether disconnecting also ended the grant at the platform. */
export type Revocation = 'revoked' | 'unsupported' | 'failed'

/** What `DELETE /api/auth/{platform}/accounts` answers. */
export interface DisconnectResult {
  success: true
  revocation: Revocation
}

/** What it takes to switch a platform on. */
export interface PlatformSetup {
  /** The environment variables that client id and client secret go into. */
  variables: [clientId: string, clientSecret: string]
  /** What to register at the platform as the address it sends people back to. */
  callbackURL: string
  /** Where the platform hands out client id and client secret. */
  registerAt: string
}

/** What `GET /api/auth/platforms` answers: what this server offers. */
export interface ServerPlatforms {
  /** Whether simulated platforms stand in for the real ones. */
  sandbox: boolean
  platforms: {
    [Id in PlatformId]: {
      /** Whether accounts of the platform can be connected. */
      enabled: boolean
      /** Whether someone new may sign up with one. */
      signUp: boolean
      /** How to switch the platform on, while it is off. Told by development servers only. */
      setup?: PlatformSetup
    }
  }
}
