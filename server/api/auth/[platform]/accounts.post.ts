import { setResponseStatus } from 'h3'
import { z } from 'zod'
import { connectWithKey } from '../../../accounts/connect-key'
import { defineApiHandler } from '../../../http/api-handler'
import { countAttempt } from '../../../http/attempts'
import { readJsonBody } from '../../../http/json-body'
import { requirePlatform, requireTrustedOrigin, requireUserId } from '../../../http/request'
import { ConnectError } from '../../../../shared/errors'
import { isOAuthPlatform } from '../../../../shared/platforms'

const body = z.object({
  apiKey: z.string({ error: 'Send the key as {"apiKey": "..."}.' })
    .trim()
    .min(1, 'The key is empty.')
    .max(512, 'The key is too long to be one.')
    .regex(/^[\x21-\x7E]+$/, 'The key has spaces or characters in it that no key has.'),
})

/** Connects an account with the API key the user pasted. 201 for a new account, 200 when its key was replaced. */
export default defineApiHandler(async (event) => {
  await requireTrustedOrigin(event)
  const userId = await requireUserId(event)
  const platform = requirePlatform(event)
  if (isOAuthPlatform(platform)) {
    throw new ConnectError('CONNECT_BY_CONSENT', { platform, headers: { allow: 'GET, DELETE' } })
  }
  const { apiKey } = await readJsonBody(event, body)
  await countAttempt('key', userId, platform)
  const { account, created } = await connectWithKey(userId, platform, apiKey)
  setResponseStatus(event, created ? 201 : 200)
  return account
})
