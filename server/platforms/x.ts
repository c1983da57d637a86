import { z } from 'zod'
import { oauthError } from './call-platform'
import { defineConnector } from './connector'
import { fromUserinfo } from './userinfo'

const url = 'https://api.x.com/2/users/me?user.fields='
const refusal = z.object({ error_description: z.string() })

export default defineConnector({
  /** X responds with an error to a request for a field that was not granted. So the email address needs a separate request. */
  async readProfile(tokens, context) {
    const profile = await fromUserinfo(tokens, context, `${url}profile_image_url`)
    const withEmail = await fromUserinfo(tokens, context, `${url}confirmed_email`).catch(() => undefined)
    return { ...profile, email: withEmail?.email ?? null }
  },

  /** X responds to a used or revoked refresh token with `invalid_request`. Only the description tells it from other errors. */
  isRefusal: (status, body) => status === 400 && oauthError(body) === 'invalid_request'
    && refusal.safeParse(body).data?.error_description.includes('token was invalid') === true,
})
