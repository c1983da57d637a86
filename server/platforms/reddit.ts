import { defineConnector } from './connector'
import { fromUserinfo } from './userinfo'

export default defineConnector({
  async readProfile(tokens, context) {
    const profile = await fromUserinfo(tokens, context)
    // Reddit escapes the URL for HTML and adds a signed size as query. The image is also available without the query.
    return { ...profile, profileImageUrl: profile.profileImageUrl?.split('?')[0] ?? null }
  },

  /** Reddit refuses a refresh with status 400 and JSON without an OAuth error code. A 400 without JSON comes from a proxy in between. */
  isRefusal: (status, body) => status === 400 && body !== null,
})
