import { useDatabase } from '../database'
import { logError } from '../log'
import { platformOfProvider } from '../platforms'
import { callAccountHook } from '../vault/events'
import { saveProfile } from '../vault/save-profile'
import { requestContext } from './request-context'

/** The scopes to store for the account that this request connects or signs in with. */
export function grantedScope(): { scope?: string } {
  const scopes = requestContext()?.connecting?.scopes
  return scopes?.length ? { scope: scopes.join(',') } : {}
}

/** Stores the profile that this request read for the account, and calls the app's hook for a connected account. */
export async function accountConnected(account: { id: string, userId: string, providerId: string } | null): Promise<void> {
  const connecting = requestContext()?.connecting
  const platform = account && platformOfProvider(account.providerId)
  if (!platform || connecting?.platform !== platform) return
  const { profile, host, isSignIn } = connecting
  try {
    await saveProfile(useDatabase(), account.id, profile, host)
  }
  catch (error) {
    // The account is connected and works. Without a profile, pages show the name of the platform.
    logError(`Storing the profile of a ${platform} account failed. The account is connected without it.`, error)
  }
  if (!isSignIn) await callAccountHook('connected', { userId: account.userId, platform, accountId: account.id })
}
