import { z } from 'zod'
import { ConnectError } from '../../shared/errors'
import { callPlatform, oauthError } from './call-platform'
import type { OAuthConnector } from './connector'

const profile = z.object({
  name: z.string().nullish().catch(null),
  email: z.string().nullish().catch(null),
  picture: z.string().nullish().catch(null),
}).catch({})

export const google: OAuthConnector = {
  api: { baseUrl: 'https://www.googleapis.com', authorize: token => ({ authorization: `Bearer ${token}` }) },
  token: { endpoint: 'https://oauth2.googleapis.com/token', clientAuth: 'body' },
  // Google gives a refresh token on consent only: asking for consent again is what brings one after a reconnect.
  stayConnected: { accessType: 'offline', prompt: 'select_account consent' },
  nothingElse: { include_granted_scopes: 'false' },

  isRefusal: (_, body) => oauthError(body) === 'invalid_grant',

  readProfile(raw) {
    const { name, email, picture } = profile.parse(raw)
    return { username: email ?? null, name: name ?? null, email: email ?? null, profileImageUrl: picture ?? null }
  },

  /** Either token ends the whole grant. @see https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke */
  async revoke({ accessToken, refreshToken }) {
    const response = await callPlatform('google', 'https://oauth2.googleapis.com/revoke', {
      method: 'POST',
      body: new URLSearchParams({ token: refreshToken ?? accessToken ?? '' }),
    })
    if (response.ok) return
    // A token that is no longer good is what was asked for.
    if (oauthError(response.body) !== 'invalid_token') throw new ConnectError('PLATFORM_UNREACHABLE', { platform: 'google' })
  },
}
