import { defineEventHandler } from 'h3'
import { handleAuthRequest } from '../../http/auth-request'

/** Everything under `/api/auth` that is not the account API's is Better Auth's. */
export default defineEventHandler(handleAuthRequest)
