import { defineEventHandler } from 'h3'
import { accessTokenOf } from '../../../../../../../server/vault/access-token'
import { timeCalls } from '../../../time-calls'

/** Measures the vault's `getAccessToken`. */
export default defineEventHandler(event => timeCalls(event, ({ userId, accountId }) => accessTokenOf(userId, 'reddit', { accountId })))
