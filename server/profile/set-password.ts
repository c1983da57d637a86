import { APIError } from 'better-auth/api'
import { connectError } from '../../shared/errors'
import type { ErrorCode } from '../../shared/errors'
import { useAuth } from '../auth'
import { requireFreshSession } from '../auth/fresh-session'
import { isPlaceholderEmail } from '../auth/placeholder-email'
import { isUniqueViolation } from '../database/unique-violation'

/** Codes of the account API for codes of Better Auth. */
const codes: Record<string, ErrorCode> = {
  PASSWORD_TOO_SHORT: 'PASSWORD_TOO_SHORT',
  PASSWORD_TOO_LONG: 'PASSWORD_TOO_LONG',
  PASSWORD_ALREADY_SET: 'PASSWORD_EXISTS',
}

/**
 * Sets the first password of a user.
 *
 * @param headers request headers with the session cookie or bearer token
 * @throws ConnectError `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `SESSION_NOT_FRESH`, `PASSWORD_EXISTS` or `PASSWORD_UNAVAILABLE`
 */
export async function setPassword({ user, session }: { user: { email: string }, session: { createdAt: Date } }, newPassword: string, headers: Headers): Promise<void> {
  if (isPlaceholderEmail(user.email)) throw connectError('PASSWORD_UNAVAILABLE')
  const { api, $context } = useAuth()
  requireFreshSession(session, (await $context).sessionConfig.freshAge)
  try {
    await api.setPassword({ body: { newPassword }, headers })
  }
  catch (error) {
    const code = error instanceof APIError && codes[String(error.body?.code)]
    if (code) throw connectError(code)
    // A concurrent request has set a password.
    if (isUniqueViolation(error)) throw connectError('PASSWORD_EXISTS')
    throw error
  }
}
