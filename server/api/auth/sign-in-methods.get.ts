import { defineApiHandler } from '../../http/api-handler'
import { sendWithEtag } from '../../http/etag'
import { requireSession } from '../../http/request'
import { signInMethods } from '../../profile/sign-in-methods'

/** Returns the sign-in methods of the signed-in user. */
export default defineApiHandler(async (event) => {
  const { user } = await requireSession(event)
  return sendWithEtag(event, await signInMethods(user))
})
