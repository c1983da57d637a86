import { ConnectError } from '../../shared/errors'
import type { OAuthPlatformId } from '../../shared/platforms'
import { basicAuth, callPlatform } from './call-platform'
import type { ClientCredentials, GrantTokens } from './connector'

/**
 * Revokes a grant by its refresh token, which takes every access token of it
 * along; by the access token where there is nothing else.
 *
 * @throws ConnectError `PLATFORM_UNREACHABLE` when the platform does not confirm it
 * @see https://datatracker.ietf.org/doc/html/rfc7009#section-2.1
 */
export async function revokeToken(platform: OAuthPlatformId, endpoint: string, { accessToken, refreshToken }: GrantTokens, client: ClientCredentials): Promise<void> {
  const { ok } = await callPlatform(platform, endpoint, {
    method: 'POST',
    headers: { authorization: basicAuth(client) },
    body: new URLSearchParams({
      token: refreshToken ?? accessToken ?? '',
      token_type_hint: refreshToken ? 'refresh_token' : 'access_token',
    }),
  })
  if (!ok) throw new ConnectError('PLATFORM_UNREACHABLE', { platform })
}
