import { z } from 'zod'
import { ConnectError } from '../../shared/errors'
import { basicAuth, callPlatform, oauthError } from './call-platform'
import type { OAuthConnector } from './connector'

const profile = z.object({
  name: z.string().nullish().catch(null),
  icon_img: z.string().nullish().catch(null),
}).catch({})

export const reddit: OAuthConnector = {
  api: { baseUrl: 'https://oauth.reddit.com', authorize: token => ({ authorization: `Bearer ${token}` }) },
  stayConnected: { duration: 'permanent' },
  token: { endpoint: 'https://www.reddit.com/api/v1/access_token', clientAuth: 'basic' },

  /** Reddit answers a renewal it refuses with a bare 400, and never blames the request for anything else. */
  isRefusal: (status, body) => status === 400 || oauthError(body) === 'invalid_grant',

  readProfile(raw) {
    const { name, icon_img } = profile.parse(raw)
    return {
      username: name ?? null,
      name: name ?? null,
      email: null,
      // Reddit escapes the address for HTML and signs a size into its query; the bare image needs neither.
      profileImageUrl: icon_img?.split('?')[0] || null,
    }
  },

  /** Revoking the refresh token ends the grant with every access token of it. @see https://github.com/reddit-archive/reddit/wiki/OAuth2#manually-revoking-a-token */
  async revoke({ accessToken, refreshToken }, client) {
    const response = await callPlatform('reddit', 'https://www.reddit.com/api/v1/revoke_token', {
      method: 'POST',
      headers: { authorization: basicAuth(client) },
      body: new URLSearchParams({
        token: refreshToken ?? accessToken ?? '',
        token_type_hint: refreshToken ? 'refresh_token' : 'access_token',
      }),
    })
    if (!response.ok) throw new ConnectError('PLATFORM_UNREACHABLE', { platform: 'reddit' })
  },
}
