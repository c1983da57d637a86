import { APIError } from 'better-auth/api'
import { ConnectError } from '../../shared/errors'
import type { ErrorCode } from '../../shared/errors'
import { useAuth } from '../auth'
import { requireFresh } from '../auth/fresh-session'
import { isStandIn } from '../auth/stand-in-email'
import { isUniqueViolation } from '../database/unique-violation'

/** Better Auth's codes, as the account API calls them. */
const codes: Record<string, ErrorCode> = {
  PASSWORD_TOO_SHORT: 'PASSWORD_TOO_SHORT',
  PASSWORD_TOO_LONG: 'PASSWORD_TOO_LONG',
  PASSWORD_ALREADY_SET: 'PASSWORD_EXISTS',
}

/**
 * Gives a user who has none a password, to sign in with beside their email address.
 *
 * @param headers with the session's cookie or token
 * @throws ConnectError `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `SESSION_NOT_FRESH`, `PASSWORD_EXISTS` or `PASSWORD_UNAVAILABLE`
 */
export async function setPassword({ user, session }: { user: { email: string }, session: { createdAt: Date } }, newPassword: string, headers: Headers): Promise<void> {
  if (isStandIn(user.email)) throw new ConnectError('PASSWORD_UNAVAILABLE')
  const { api, $context } = useAuth()
  requireFresh(session, (await $context).sessionConfig.freshAge)
  try {
    await api.setPassword({ body: { newPassword }, headers })
  }
  catch (error) {
    const code = error instanceof APIError && codes[String(error.body?.code)]
    if (code) throw new ConnectError(code)
    // Another tab set one at the same moment.
    if (isUniqueViolation(error)) throw new ConnectError('PASSWORD_EXISTS')
    throw error
  }
}
