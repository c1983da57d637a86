import { z } from 'zod'
import type { Account } from '../../../../../shared/account'
import { refreshAccount } from '../../../../accounts/refresh'
import { defineApiHandler } from '../../../../http/api-handler'
import { countAttempt } from '../../../../http/attempts'
import { readJsonBody } from '../../../../http/json-body'
import { requirePlatform, requireTrustedOrigin, requireUserId } from '../../../../http/request'
import { rowId } from '../../../../auth/row-id'

const body = z.object({
  accountId: z.string({ error: 'Name the account as {"accountId": "..."}.' }).pipe(rowId),
})

/** Renews the token of one account of the signed-in user and reads its profile again. */
export default defineApiHandler(async (event): Promise<Account> => {
  await requireTrustedOrigin(event)
  const userId = await requireUserId(event)
  const platform = requirePlatform(event)
  const { accountId } = await readJsonBody(event, body)
  await countAttempt('refresh', userId, platform)
  return refreshAccount(userId, platform, accountId)
})
