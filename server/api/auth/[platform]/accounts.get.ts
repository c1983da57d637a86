import { listAccounts } from '../../../accounts/list'
import { defineApiHandler } from '../../../http/api-handler'
import { sendWithEtag } from '../../../http/etag'
import { requirePlatform, requireUserId } from '../../../http/request'

/** Lists the signed-in user's connected accounts on one platform. */
export default defineApiHandler(async (event) => {
  const userId = await requireUserId(event)
  const platform = requirePlatform(event)
  return sendWithEtag(event, await listAccounts(userId, platform))
})
