import type { PlatformCredential, PlatformKind, PlatformPermission, PlatformTexts } from './platforms'
import type { KeyPlatformId, OAuthPlatformId, PlatformId } from './platforms/registry'

/**
 * State of a connected account: working, expiring without renewal, unusable since a
 * renewal was interrupted (it may recover), or unusable until the user reconnects it.
 */
export type AccountStatus = 'healthy' | 'expiring' | 'uncertain' | 'reconnect_required'

/**
 * Why the user has to reconnect an account: the platform revoked the grant, the grant
 * expired and cannot be renewed, a renewal was interrupted and its result is lost, or
 * the platform refuses the key.
 */
export type ReconnectReason = 'grant_revoked' | 'grant_expired' | 'renewal_lost' | 'key_refused'

interface AccountBase {
  /** Id of the row in the table `account`. Other calls take it as `accountId`. */
  id: string
  userId: string
  /** The platform's id, as in `platform`. */
  providerId: string
  /** The account's id at the platform. */
  accountId: string
  /** Host of the account, on platforms where users name it. */
  host?: string
  name?: string
  email?: string
  profileImageUrl?: string
  /** The granted scopes. */
  scopes: string[]
  /** The granted scopes, separated by spaces. */
  scope: string
  accessToken: 'hidden'
  refreshToken: 'present' | null
  /** ISO 8601; null when the token does not expire. */
  accessTokenExpiresAt: string | null
  isExpired: boolean
  status: AccountStatus
  /** Set only with `reconnect_required`. `reconnectSince` is ISO 8601. */
  reconnectReason?: ReconnectReason
  reconnectSince?: string
  /** ISO 8601. */
  createdAt: string
  updatedAt: string
}

export interface OAuthAccount<Id extends OAuthPlatformId> extends AccountBase {
  platform: Id
  username?: string
}

export interface KeyAccount<Id extends KeyPlatformId> extends AccountBase {
  platform: Id
  /** Accounts of key platforms always have a username. */
  username: string
  apiKey: 'hidden'
}

/** A connected account as the account API returns it. It contains no secret. */
export type Account<Id extends PlatformId = PlatformId> = {
  [P in Id]: P extends KeyPlatformId ? KeyAccount<P> : P extends OAuthPlatformId ? OAuthAccount<P> : never
}[Id]

/** Response of `GET /api/auth/accounts`: an array of accounts, possibly empty, for every platform. */
export type AccountsByPlatform = { [Id in PlatformId]: Account<Id>[] }

/** Whether disconnecting also revoked the grant at the platform. */
export type Revocation = 'revoked' | 'unsupported' | 'failed'

/** Response of `DELETE /api/auth/{platform}/accounts`. */
export interface DisconnectResult {
  success: true
  revocation: Revocation
}

/** How to enable a platform. */
export interface PlatformSetup {
  /** Environment variables for the client id and the client secret. */
  variables: [clientId: string, clientSecret: string]
  /** The callback URL to register at the platform. */
  callbackURL: string
  /** Page of the platform where developers get a client id and a client secret. */
  registerAt: string
}

/** Icon and long texts of a platform. They load on demand, because all of them together are larger than a page. */
export interface PlatformDetails {
  icon?: { path: string }
  permissions: readonly PlatformPermission[]
  features: readonly string[]
  /** Fields of the form that connects an account. Empty for OAuth platforms. */
  credentials: readonly PlatformCredential[]
  helpUrl: string
  /** Set on platforms where users name the host of their account. */
  host?: { default?: string, placeholder: string }
  /** Translations of the texts, by BCP 47 tag. */
  texts?: Readonly<Record<string, PlatformTexts>>
}

/** A platform as this server offers it. */
export interface PlatformOffer {
  name: string
  kind: PlatformKind
  /** As `#rrggbb`. */
  color: string
  /** Heading of the platform's group, if the app has groups. */
  group?: string
  /** Whether accounts can be connected. Pages show a disabled platform only to users who have an account of it. */
  enabled: boolean
  /** Whether users can sign in with a connected account. */
  signIn: boolean
  /** Whether new users can sign up with an account. */
  signUp: boolean
  /** How to enable the platform, while it is disabled. Development servers only. */
  setup?: PlatformSetup
  /** Set for the platforms listed in `?details=`. */
  details?: PlatformDetails
}

/** Response of `GET /api/auth/platforms`: the platforms of this server, in display order. */
export interface ServerPlatforms {
  /** Whether the server uses simulated platforms instead of the real ones. */
  sandbox: boolean
  platforms: { [Id in PlatformId]?: PlatformOffer }
}
