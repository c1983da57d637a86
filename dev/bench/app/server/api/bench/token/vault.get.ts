import { defineEventHandler } from 'h3'
import { getAccessToken } from '../../../../../../../server/vault/access-token'
import { timeCalls } from '../../../time-calls'

/** The vault's `getAccessToken`. */
export default defineEventHandler(event => timeCalls(event, ({ userId, accountId }) => getAccessToken({ userId }, 'reddit', { accountId })))
