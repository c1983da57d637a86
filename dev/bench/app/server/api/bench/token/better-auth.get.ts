import { defineEventHandler } from 'h3'
import { useAuth } from '../../../../../../../server/auth'
import { timeCalls } from '../../../time-calls'

/** Better Auth's own `getAccessToken`, called as server code calls it: its route over HTTP is switched off. */
export default defineEventHandler(event => timeCalls(event, async body => (await useAuth().api.getAccessToken({ body })).accessToken))
