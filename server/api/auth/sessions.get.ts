import { defineApiHandler } from '../../http/api-handler'
import { sendWithEtag } from '../../http/etag'
import { requireSession } from '../../http/request'
import { listSessions } from '../../profile/sessions'

/** Where the signed-in user is signed in. */
export default defineApiHandler(async (event) => {
  const { user, session } = await requireSession(event)
  return sendWithEtag(event, await listSessions(user.id, session.id))
})
