import { z } from 'zod'
import { oauthError } from './call-platform'
import type { OAuthConnector } from './connector'
import { revokeToken } from './revoke-token'

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

  /** @see https://github.com/reddit-archive/reddit/wiki/OAuth2#manually-revoking-a-token */
  revoke: (tokens, client) => revokeToken('reddit', 'https://www.reddit.com/api/v1/revoke_token', tokens, client),
}
