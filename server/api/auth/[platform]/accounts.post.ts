import { setResponseStatus } from 'h3'
import { connectWithKey } from '../../../accounts/connect-key'
import { defineApiHandler } from '../../../http/api-handler'
import { countAttempt } from '../../../http/attempts'
import { keyBody } from '../../../http/key-body'
import { readJsonBody } from '../../../http/json-body'
import { requirePlatform, requireTrustedOrigin, requireUserId } from '../../../http/request'
import { recordEvent } from '../../../http/security-events'
import { connectError } from '../../../../shared/errors'
import type { KeyPlatformId } from '../../../../shared/platforms/registry'
import { definitionOf, isOAuth } from '../../../platforms'

/** Connects an account with credentials. 201 for a new account, 200 if the account existed and its credentials were replaced. */
export default defineApiHandler(async (event) => {
  await requireTrustedOrigin(event)
  const userId = await requireUserId(event)
  const platform = requirePlatform(event)
  const definition = definitionOf(platform)
  if (isOAuth(definition)) {
    throw connectError('CONNECT_BY_CONSENT', { platform, headers: { allow: 'GET, DELETE' } })
  }
  const connection = await readJsonBody(event, keyBody(definition))
  await countAttempt('key', userId, platform)
  const { account, created } = await connectWithKey(userId, platform as KeyPlatformId, connection)
  recordEvent(event, 'account-connected', `user ${userId}`, platform)
  setResponseStatus(event, created ? 201 : 200)
  return account
})
