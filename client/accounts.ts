import type { Account, DisconnectResult, Revocation } from '../shared/account'
import { platforms } from '../shared/platforms'
import type { KeyPlatformId } from '../shared/platforms'
import { request } from './request'

/** Connects the account a key belongs to, or gives an account that is connected a new key. */
export function connectWithKey(platform: KeyPlatformId, apiKey: string): Promise<Account> {
  return request(`/api/auth/${platform}/accounts`, { method: 'POST', body: { apiKey } })
}

/** @returns whether that also ended the grant at the platform */
export async function disconnectAccount({ platform, id }: Account): Promise<Revocation> {
  const { revocation } = await request<DisconnectResult>(`/api/auth/${platform}/accounts?accountId=${encodeURIComponent(id)}`, { method: 'DELETE' })
  return revocation
}

/** What a person calls the account: its name, else the next best thing it has. */
export function accountTitle({ name, username, email, platform }: Account): string {
  return name || username || email || `${platforms[platform].name} account`
}

/** What tells it apart from another of the same name; none when the title says it all. */
export function accountHandle(account: Account): string | undefined {
  const { username, email } = account
  const title = accountTitle(account)
  if (!username || username === title) return email === title ? undefined : email
  // Where a platform has no usernames, it is the email address.
  return username.includes('@') ? username : `@${username}`
}
