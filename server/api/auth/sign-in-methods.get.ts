import { defineApiHandler } from '../../http/api-handler'
import { sendWithEtag } from '../../http/etag'
import { requireSession } from '../../http/request'
import { signInMethods } from '../../profile/sign-in-methods'

/** How the signed-in user can sign in. */
export default defineApiHandler(async (event) => {
  const { user } = await requireSession(event)
  return sendWithEtag(event, await signInMethods(user))
})
