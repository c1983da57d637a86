import type { DisconnectResult } from '../../../../shared/account'
import { disconnect } from '../../../accounts/disconnect'
import { defineApiHandler } from '../../../http/api-handler'
import { requireAccountId, requirePlatform, requireSession, requireTrustedOrigin } from '../../../http/request'
import { recordEvent } from '../../../http/security-events'

/** Disconnects one account of the signed-in user and revokes its grant at the platform. */
export default defineApiHandler(async (event): Promise<DisconnectResult> => {
  await requireTrustedOrigin(event)
  const { user, session } = await requireSession(event)
  const platform = requirePlatform(event)
  const revocation = await disconnect(user.id, platform, requireAccountId(event), session.id)
  recordEvent(event, 'account-disconnected', `user ${user.id}`, platform)
  return { success: true, revocation }
})
