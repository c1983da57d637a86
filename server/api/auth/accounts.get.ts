import { listAllAccounts } from '../../accounts/list'
import { defineApiHandler } from '../../http/api-handler'
import { sendWithEtag } from '../../http/etag'
import { requireUserId } from '../../http/request'

/** Lists the signed-in user's connected accounts on all platforms. */
export default defineApiHandler(async (event) => {
  const userId = await requireUserId(event)
  return sendWithEtag(event, await listAllAccounts(userId))
})
