import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Account } from '../../shared/account'
import { ConnectError } from '../../shared/errors'
import { platforms } from '../../shared/platforms'
import type { KeyPlatformId } from '../../shared/platforms'
import { keyConnectors } from '../platforms'
import { account, useDatabase } from '../database'
import { announce } from '../vault/events'
import { seal } from '../vault/seal'
import { readAccount } from './list'
import { saveProfile } from '../vault/profile'

/**
 * Connects the account an API key belongs to, after the platform has said whose
 * it is. Connecting an account again replaces its key and keeps its row.
 *
 * @returns the account, and whether it is a new one
 * @throws ConnectError `KEY_REFUSED`, `PLATFORM_UNREACHABLE`, `PLATFORM_TIMEOUT` or
 * `ACCOUNT_CONNECTED_ELSEWHERE`, each with nothing stored
 */
export async function connectWithKey(userId: string, platform: KeyPlatformId, apiKey: string): Promise<{ account: Account, created: boolean }> {
  const { accountId, ...profile } = await keyConnectors[platform].verifyKey(apiKey)
  const accessToken = await seal(apiKey)
  const id = randomUUID()
  const now = new Date()

  const connected = await useDatabase().transaction(async (tx) => {
    // One statement decides who gets the account, however many ask for it at the same moment.
    const [row] = await tx
      .insert(account)
      .values({ id, userId, providerId: platforms[platform].providerId, accountId, accessToken, createdAt: now, updatedAt: now })
      .onConflictDoUpdate({
        target: [account.providerId, account.accountId],
        set: { accessToken, updatedAt: now },
        setWhere: eq(account.userId, userId),
      })
      .returning({ id: account.id })
    if (!row) throw new ConnectError('ACCOUNT_CONNECTED_ELSEWHERE', { platform })
    await saveProfile(tx, row.id, profile)

    return { account: await readAccount(tx, row.id), created: row.id === id }
  })
  await announce('connected', { userId, platform, accountId: connected.account.id })
  return connected
}
