import { defineEventHandler } from 'h3'
import { handleAuthRequest } from '../../http/auth-request'

/** Better Auth handles all paths under `/api/auth` that are not routes of the account API. */
export default defineEventHandler(handleAuthRequest)
