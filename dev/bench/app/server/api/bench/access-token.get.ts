import { defineEventHandler, getQuery } from 'h3'
import { getAccessToken } from '../../../../../../server/utils/connect'

/** Returns a user's X token, as a background job of an app gets it: without a session. */
export default defineEventHandler(async (event) => {
  const { userId, accountId } = getQuery<{ userId: string, accountId: string }>(event)
  return { token: await getAccessToken({ userId }, 'x', { accountId }) }
})
