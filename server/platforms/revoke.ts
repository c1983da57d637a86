import { connectError } from '../../shared/errors'
import type { PlatformDefinition } from '../../shared/platforms/definition'
import type { ConnectorContext, GrantTokens } from './connector'
import { connectorOf, isOAuth } from './index'
import { authenticated } from './tokens'

/** Whether the platform supports revocation. */
export function canRevoke(definition: PlatformDefinition): boolean {
  return connectorOf(definition.id).revoke !== undefined || (isOAuth(definition) && definition.endpoints.revoke !== undefined)
}

/** Revokes a grant at the platform. @throws ConnectError `PLATFORM_UNREACHABLE` when the platform does not confirm it */
export async function revokeGrant(tokens: GrantTokens, context: ConnectorContext): Promise<void> {
  const { revoke = revokeToken } = connectorOf(context.definition.id)
  await revoke(tokens, context)
}

/**
 * Revokes the refresh token, which also revokes its access tokens. Without a refresh
 * token, it revokes the access token.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7009#section-2.1
 */
async function revokeToken({ accessToken, refreshToken }: GrantTokens, { definition, client, call }: ConnectorContext): Promise<void> {
  if (!isOAuth(definition) || !definition.endpoints.revoke || !client) throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id })
  const { ok } = await call(definition.endpoints.revoke, authenticated(definition, client, {
    token: refreshToken ?? accessToken ?? '',
    token_type_hint: refreshToken ? 'refresh_token' : 'access_token',
  }))
  if (!ok) throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id })
}
