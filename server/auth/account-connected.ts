import { getOAuthState } from 'better-auth/api'
import type { PlatformId } from '../../shared/platforms/registry'
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

interface ChangedAccount { id: string, userId: string, providerId: string }

/** After an account is created: stores the profile that this request read, and calls the app's hook for a connected account. */
export async function accountConnected(account: ChangedAccount | null): Promise<void> {
  const platform = account && await storeProfile(account)
  if (!platform) return
  requestContext()!.connected = { userId: account.userId, platform }
  await callAccountHook('connected', { userId: account.userId, platform, accountId: account.id })
}

/** After an account is updated: as {@link accountConnected}, but a sign-in with the account does not call the hook. */
export async function accountUpdated(account: ChangedAccount | null): Promise<void> {
  if (!account) return
  if ((await getOAuthState())?.link) await accountConnected(account)
  else await storeProfile(account)
}

/** @returns the platform of the account, if this request connects it or signs in with it */
async function storeProfile(account: ChangedAccount): Promise<PlatformId | undefined> {
  const connecting = requestContext()?.connecting
  const platform = platformOfProvider(account.providerId)
  if (!platform || connecting?.platform !== platform) return undefined
  try {
    await saveProfile(useDatabase(), account.id, connecting.profile, connecting.host)
  }
  catch (error) {
    // The account is connected and works. Without a profile, pages show the name of the platform.
    logError(`Storing the profile of a ${platform} account failed. The account is connected without it.`, error)
  }
  return platform
}
