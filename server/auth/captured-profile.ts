import type { OAuthProvider } from 'better-auth'
import { saveProfile } from '../vault/profile'
import { oauthConnectors } from '../platforms'
import { useDatabase } from '../database'
import { logError } from '../log'
import { announce } from '../vault/events'
import { isOAuthPlatform, platformOfProvider } from '../../shared/platforms'

/** What was granted with the token a profile was read with. */
const grantedWith = new WeakMap<object, string[]>()

/**
 * Reads profiles as the provider does, and remembers what was granted with them.
 * Of an account that is connected again Better Auth would keep all it was ever
 * granted, though the new token is only good for what was granted now.
 */
export function readingGrants(provider: Pick<OAuthProvider, 'getUserInfo'>): { getUserInfo: OAuthProvider['getUserInfo'] } {
  return {
    async getUserInfo(token) {
      const info = await provider.getUserInfo(token)
      if (info && token.scopes?.length) grantedWith.set(info.data as object, token.scopes)
      return info
    },
  }
}

/**
 * Better Auth shows a platform's profile to `validateUserInfo` and the account
 * it belongs to, a moment later in the same request, to the account hooks. This
 * carries the one to the other, so that no second call to the platform is needed.
 */
const captured = new WeakMap<Request, CapturedProfile>()

interface CapturedProfile {
  providerId: string
  profile: unknown
  /** Whether it came with a sign-in through an account that is connected already. */
  isSignIn: boolean
}

export function captureProfile(request: Request | undefined, profile: CapturedProfile): void {
  if (request) captured.set(request, profile)
}

/** The scopes an account has from here on, if it was connected or signed in with in this request. */
export function capturedScope(request: Request | undefined): { scope?: string } {
  const found = request && captured.get(request)
  const granted = found && grantedWith.get(found.profile as object)
  return granted ? { scope: granted.join(',') } : {}
}

/** Keeps the profile captured in this request beside the account it came with, and tells the app of the account. */
export async function accountConnected(request: Request | undefined, account: { id: string, userId: string, providerId: string } | null): Promise<void> {
  const found = request && captured.get(request)
  if (!account || found?.providerId !== account.providerId) return
  const platform = platformOfProvider(account.providerId)
  if (!platform || !isOAuthPlatform(platform)) return
  try {
    await saveProfile(useDatabase(), account.id, oauthConnectors[platform].readProfile(found.profile))
  }
  catch (error) {
    // The account is connected and works; without its profile it shows as the platform's name.
    logError(`Keeping the profile of a ${platform} account failed.`, error)
  }
  if (!found.isSignIn) await announce('connected', { userId: account.userId, platform, accountId: account.id })
}
