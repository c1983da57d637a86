import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Account } from '../../shared/account'
import { connectError } from '../../shared/errors'
import type { KeyPlatformId } from '../../shared/platforms/registry'
import { account, useDatabase } from '../database'
import { connectorOf, definitionOf, providerIdOf } from '../platforms'
import { toToken } from '../platforms/authorize'
import type { Credentials } from '../platforms/authorize'
import { GrantRefused } from '../platforms/connector'
import type { IssuedTokens, PlatformProfile } from '../platforms/connector'
import { readProfile } from '../platforms/profile'
import { contextFor } from '../vault/context'
import { callAccountHook } from '../vault/events'
import { saveProfile } from '../vault/save-profile'
import { seal } from '../vault/seal'
import { readAccount } from './list'

export interface KeyConnection {
  credentials: Credentials
  /** Host of the account, on platforms where users name it. */
  host?: string
  /** Row id of the account to reconnect. Without it, any account may be connected. */
  accountId?: string
}

/**
 * Connects an account with credentials. The platform is asked first which account
 * they belong to. Reconnecting an account replaces its credentials and keeps its row.
 *
 * @returns the account, and whether it is a new one
 * @throws ConnectError `KEY_REFUSED`, `PLATFORM_UNREACHABLE`, `PLATFORM_TIMEOUT`, `ACCOUNT_MISMATCH`
 * or `ACCOUNT_CONNECTED_ELSEWHERE`. Nothing is stored then.
 */
export async function connectWithKey(userId: string, platform: KeyPlatformId, { credentials, host, accountId }: KeyConnection): Promise<{ account: Account, created: boolean }> {
  const { profile, tokens } = await verify(platform, credentials, host)
  const id = randomUUID()
  const now = new Date()
  const secrets = {
    accessToken: await seal(tokens.accessToken),
    refreshToken: tokens.refreshToken ? await seal(tokens.refreshToken) : null,
    accessTokenExpiresAt: tokens.accessTokenExpiresAt,
    refreshTokenExpiresAt: tokens.refreshTokenExpiresAt ?? null,
    updatedAt: now,
  }

  const connected = await useDatabase().transaction(async (tx) => {
    // A single statement, so that concurrent requests cannot connect the account to two users.
    const [row] = await tx
      .insert(account)
      .values({ id, userId, providerId: providerIdOf(platform), accountId: profile.accountId, ...secrets, createdAt: now })
      .onConflictDoUpdate({
        target: [account.providerId, account.accountId],
        set: secrets,
        setWhere: eq(account.userId, userId),
      })
      .returning({ id: account.id })
    if (!row) throw connectError('ACCOUNT_CONNECTED_ELSEWHERE', { platform })
    if (accountId !== undefined && row.id !== accountId) throw connectError('ACCOUNT_MISMATCH', { platform })
    await saveProfile(tx, row.id, profile, host)

    return { account: await readAccount(tx, row.id), created: row.id === id }
  })
  await callAccountHook('connected', { userId, platform, accountId: connected.account.id })
  return connected
}

/** Exchanges the credentials at the platform for the profile and tokens of their account. */
async function verify(platform: KeyPlatformId, credentials: Credentials, host: string | undefined): Promise<{ profile: PlatformProfile, tokens: IssuedTokens }> {
  const definition = definitionOf(platform)
  if (definition.kind === 'oauth') throw new Error(`Accounts of ${platform} are connected with OAuth, not with credentials.`)
  const context = await contextFor(platform, host)
  try {
    const { connect } = connectorOf(platform)
    if (connect) return await connect(credentials, context)
    const accessToken = toToken(definition, credentials)
    const profile = await readProfile({ accessToken, refreshToken: null }, context)
    if (definition.profile?.username && !profile.username) throw connectError('PLATFORM_UNREACHABLE', { platform, cause: new Error('The profile has no username.') })
    return { profile, tokens: { accessToken, accessTokenExpiresAt: null, scopes: [] } }
  }
  catch (error) {
    throw error instanceof GrantRefused ? connectError('KEY_REFUSED', { platform, cause: error }) : error
  }
}
