import type { DisconnectResult } from '../../../../shared/account'
import { disconnect } from '../../../accounts/disconnect'
import { defineApiHandler } from '../../../http/api-handler'
import { requireAccountId, requirePlatform, requireTrustedOrigin, requireUserId } from '../../../http/request'

/** Disconnects one account of the signed-in user and revokes its grant at the platform. */
export default defineApiHandler(async (event): Promise<DisconnectResult> => {
  await requireTrustedOrigin(event)
  const userId = await requireUserId(event)
  const platform = requirePlatform(event)
  return { success: true, revocation: await disconnect(userId, platform, requireAccountId(event)) }
})
