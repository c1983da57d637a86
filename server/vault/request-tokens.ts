import { z } from 'zod'
import { ConnectError } from '../../shared/errors'
import { platforms } from '../../shared/platforms'
import type { OAuthPlatformId } from '../../shared/platforms'
import { platformCredentials } from '../platforms/credentials'
import { oauthConnectors } from '../platforms'
import { basicAuth, callPlatform } from '../platforms/call-platform'

/** What a platform answered to a renewal, in clear. */
export interface RenewedTokens {
  accessToken: string
  /** Only where the platform gave a new one. */
  refreshToken?: string
  idToken?: string
  accessTokenExpiresAt: Date | null
  scopes: string[]
}

/** The platform said that the grant is over. Nothing but the user's consent brings it back. */
export class GrantRefused extends Error {
  override readonly name = 'GrantRefused'
}

const answer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().optional(),
  scope: z.string().optional(),
})

/**
 * Milliseconds a renewal may take. Far longer than anyone waits for it: giving
 * it up would throw away the only copy of a token that the platform may already
 * have put in place of the old one.
 */
const patience = 120_000

/**
 * Asks the platform for a new access token.
 *
 * @throws GrantRefused when the grant is over
 * @throws ConnectError `PLATFORM_UNREACHABLE` or `PLATFORM_TIMEOUT` when it may work another time
 * @see https://datatracker.ietf.org/doc/html/rfc6749#section-6
 */
export async function requestTokens(platform: OAuthPlatformId, refreshToken: string): Promise<RenewedTokens> {
  const credentials = platformCredentials(platform)
  if (!credentials) throw new ConnectError('PLATFORM_UNREACHABLE', { platform, message: `${platforms[platform].name} is not configured on this server.` })
  const { token, isRefusal } = oauthConnectors[platform]
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken })
  if (token.clientAuth === 'body') {
    form.set('client_id', credentials.clientId)
    form.set('client_secret', credentials.clientSecret)
  }
  const headers: Record<string, string> = token.clientAuth === 'basic' ? { authorization: basicAuth(credentials) } : {}
  const { status, ok, body } = await callPlatform(platform, token.endpoint, { method: 'POST', headers, body: form }, patience)
  const tokens = ok ? answer.safeParse(body) : undefined
  if (tokens?.success) {
    const { access_token, refresh_token, id_token, expires_in, scope } = tokens.data
    return {
      accessToken: access_token,
      refreshToken: refresh_token,
      idToken: id_token,
      accessTokenExpiresAt: expires_in ? new Date(Date.now() + expires_in * 1000) : null,
      scopes: scope?.split(/[\s,]+/).filter(Boolean) ?? [],
    }
  }
  if (isRefusal(status, body)) throw new GrantRefused(`${platforms[platform].name} refused to renew the grant (${status}).`)
  throw new ConnectError('PLATFORM_UNREACHABLE', { platform, cause: new Error(`The answer to the renewal was of no use (${status}).`) })
}
