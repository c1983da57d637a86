import { z } from 'zod'
import { oauthError } from './call-platform'
import type { OAuthConnector } from './connector'
import { revokeToken } from './revoke-token'

const profile = z.object({
  data: z.object({
    username: z.string().nullish().catch(null),
    name: z.string().nullish().catch(null),
    email: z.string().nullish().catch(null),
    profile_image_url: z.string().nullish().catch(null),
  }).catch({}),
}).catch({ data: {} })

const refusal = z.object({ error_description: z.string() })

export const x: OAuthConnector = {
  api: { baseUrl: 'https://api.x.com', authorize: token => ({ authorization: `Bearer ${token}` }) },
  token: { endpoint: 'https://api.x.com/2/oauth2/token', clientAuth: 'basic' },

  /** X calls a spent or revoked refresh token an invalid request, and says of what. */
  isRefusal: (status, body) => status === 400 && (oauthError(body) === 'invalid_grant'
    || (oauthError(body) === 'invalid_request' && refusal.safeParse(body).data?.error_description.includes('token was invalid') === true)),

  readProfile(raw) {
    const { data } = profile.parse(raw)
    return {
      username: data.username ?? null,
      name: data.name ?? null,
      email: data.email ?? null,
      profileImageUrl: data.profile_image_url ?? null,
    }
  },

  /** @see https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token#revoke-token */
  revoke: (tokens, client) => revokeToken('x', 'https://api.x.com/2/oauth2/revoke', tokens, client),
}
