import type { OAuthPlatformId } from './platforms'

/** Characters a password may have. */
export const passwordLength = { min: 8, max: 128 } as const

/** Characters a name may have. */
export const nameLength = 100

/** Where a user is signed in, as `GET /api/auth/sessions` lists it. It holds no token. */
export interface UserSession {
  /** What ending it takes as `sessionId`. */
  id: string
  /** Whether it is the one that asks. */
  current: boolean
  /** When the user signed in there; ISO 8601, like the others. */
  createdAt: string
  /** When it was last prolonged, which use does once a day. */
  updatedAt: string
  expiresAt: string
  /** From where the user signed in. */
  ipAddress?: string
  /** The browser the user signed in with, as it calls itself. */
  userAgent?: string
}

/** What `GET /api/auth/sign-in-methods` answers: how a user can sign in. */
export interface SignInMethods {
  /** Whether there is a password; `unavailable` where there is no email address to sign in with beside it. */
  password: 'set' | 'unset' | 'unavailable'
  /** The platforms with a connected account that signs the user in. */
  platforms: OAuthPlatformId[]
}
