import { z } from 'zod'
import type { Account } from '../../../../../shared/account'
import { refreshAccount } from '../../../../accounts/refresh'
import { defineApiHandler } from '../../../../http/api-handler'
import { countAttempt } from '../../../../http/attempts'
import { readJsonBody } from '../../../../http/json-body'
import { requirePlatform, requireTrustedOrigin, requireUserId } from '../../../../http/request'

const body = z.object({
  accountId: z.string({ error: 'Name the account as {"accountId": "..."}.' }).min(1, 'The accountId is empty.').max(255, 'The accountId is too long to be one.'),
})

/** Renews one account of the signed-in user and reads its profile anew. */
export default defineApiHandler(async (event): Promise<Account> => {
  await requireTrustedOrigin(event)
  const userId = await requireUserId(event)
  const platform = requirePlatform(event)
  const { accountId } = await readJsonBody(event, body)
  await countAttempt('refresh', userId, platform)
  return refreshAccount(userId, platform, accountId)
})
