import type { Account, AccountStatus } from '../../shared/account'
import type { account, connection } from '../database'
import { isOAuthPlatform, platformOfProvider } from '../platforms'

/** An account and its profile, as the list query selects them. */
export interface AccountRow {
  account: Omit<typeof account.$inferSelect, 'accessToken' | 'refreshToken' | 'idToken' | 'password'> & { renewable: boolean }
  connection: Pick<typeof connection.$inferSelect, 'id' | 'username' | 'name' | 'email' | 'profileImageUrl' | 'host' | 'reconnectReason' | 'reconnectSince' | 'uncertainSince'> | null
}

/** Converts a row to the account that clients receive. The row contains no secret. */
export function toAccount({ account, connection }: AccountRow): Account {
  const platform = platformOfProvider(account.providerId)
  if (!platform) throw new Error(`No platform has the provider ${account.providerId}.`)
  const scopes = account.scope?.split(/[\s,]+/).filter(Boolean) ?? []
  const isExpired = account.accessTokenExpiresAt !== null && account.accessTokenExpiresAt.getTime() <= Date.now()
  const shared = {
    id: account.id,
    userId: account.userId,
    providerId: platform,
    platform,
    accountId: account.accountId,
    host: connection?.host ?? undefined,
    username: connection?.username ?? undefined,
    name: connection?.name ?? undefined,
    email: connection?.email ?? undefined,
    profileImageUrl: connection?.profileImageUrl ?? undefined,
    scopes,
    scope: scopes.join(' '),
    accessToken: 'hidden',
    refreshToken: account.renewable ? 'present' : null,
    accessTokenExpiresAt: account.accessTokenExpiresAt?.toISOString() ?? null,
    isExpired,
    ...(connection?.reconnectReason
      ? { status: 'reconnect_required', reconnectReason: connection.reconnectReason, reconnectSince: connection.reconnectSince?.toISOString() }
      : { status: connection?.uncertainSince ? 'uncertain' : statusOf(account, isExpired) }),
    createdAt: account.createdAt.toISOString(),
    updatedAt: account.updatedAt.toISOString(),
  } as const
  return (isOAuthPlatform(platform) ? shared : { ...shared, username: shared.username ?? account.accountId, apiKey: 'hidden' }) as Account
}

function statusOf({ accessTokenExpiresAt, renewable }: AccountRow['account'], isExpired: boolean): AccountStatus {
  if (accessTokenExpiresAt === null || renewable) return 'healthy'
  return isExpired ? 'reconnect_required' : 'expiring'
}
