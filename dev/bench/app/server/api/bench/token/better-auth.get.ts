import { defineEventHandler } from 'h3'
import { useAuth } from '../../../../../../../server/auth'
import { timeCalls } from '../../../time-calls'

/** Measures Better Auth's `getAccessToken`, called from server code because its HTTP route is disabled. */
export default defineEventHandler(event => timeCalls(event, async body => (await useAuth().api.getAccessToken({ body })).accessToken))
