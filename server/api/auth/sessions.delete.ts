import { defineApiHandler } from '../../http/api-handler'
import { requireSessionId, requireTrustedOrigin, requireUserId } from '../../http/request'
import { endSession } from '../../profile/sessions'

/** Ends one session of the signed-in user. */
export default defineApiHandler(async (event): Promise<{ success: true }> => {
  await requireTrustedOrigin(event)
  const userId = await requireUserId(event)
  await endSession(userId, requireSessionId(event))
  return { success: true }
})
