import { z } from 'zod'
import { defineApiHandler } from '../../http/api-handler'
import { countAttempt } from '../../http/attempts'
import { readJsonBody } from '../../http/json-body'
import { requireSession, requireTrustedOrigin } from '../../http/request'
import { recordEvent } from '../../http/security-events'
import { setPassword } from '../../profile/set-password'

const body = z.object({
  newPassword: z.string({ error: 'Send the password as {"newPassword": "..."}.' }),
})

/** Sets the first password of the signed-in user. Better Auth's `/change-password` changes an existing one. */
export default defineApiHandler(async (event): Promise<{ success: true }> => {
  await requireTrustedOrigin(event)
  const session = await requireSession(event)
  const { newPassword } = await readJsonBody(event, body)
  await countAttempt('password', session.user.id)
  await setPassword(session, newPassword, event.headers)
  recordEvent(event, 'password-set', `user ${session.user.id}`)
  return { success: true }
})
