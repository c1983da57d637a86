import { defineApiHandler } from '../../http/api-handler'
import { sendWithEtag } from '../../http/etag'
import { requireSession } from '../../http/request'
import { listSessions } from '../../profile/sessions'

/** Lists the sessions of the signed-in user. */
export default defineApiHandler(async (event) => {
  const { user, session } = await requireSession(event)
  return sendWithEtag(event, await listSessions(user.id, session.id))
})
