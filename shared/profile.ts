import type { OAuthPlatformId } from './platforms/registry'

/** Minimum and maximum length of a password, in characters. */
export const passwordLength = { min: 8, max: 128 } as const

/** Maximum length of a user's name, in characters. */
export const nameLength = 100

/** A session of the user, as `GET /api/auth/sessions` lists it. It contains no token. */
export interface UserSession {
  /** The `sessionId` for `DELETE /api/auth/sessions`. */
  id: string
  /** Whether it is the session of this request. */
  current: boolean
  /** When the user signed in. ISO 8601, like the other times. */
  createdAt: string
  /** When the session was last extended. A session in use is extended once a day. */
  updatedAt: string
  expiresAt: string
  /** The IP address at sign-in. */
  ipAddress?: string
  /** The `User-Agent` header at sign-in. */
  userAgent?: string
}

/** Response of `GET /api/auth/sign-in-methods`: how the user can sign in. */
export interface SignInMethods {
  /** Whether the user has a password. `unavailable` if the user has no email address, because signing in with a password needs one. */
  password: 'set' | 'unset' | 'unavailable'
  /** Platforms of the connected accounts that the user can sign in with. */
  platforms: OAuthPlatformId[]
}
