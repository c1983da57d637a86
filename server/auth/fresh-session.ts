import { connectError } from '../../shared/errors'

/**
 * Requires a recent sign-in for actions that require no password. It keeps someone
 * who finds a signed-in browser from setting a first password or deleting the user.
 * Connecting an account does not require it, although the account can sign in later.
 *
 * @param freshAge seconds, from Better Auth's `sessionConfig`
 * @throws ConnectError `SESSION_NOT_FRESH`
 */
export function requireFreshSession(session: { createdAt: Date }, freshAge: number): void {
  if (freshAge !== 0 && Date.now() - session.createdAt.getTime() >= freshAge * 1000) throw connectError('SESSION_NOT_FRESH')
}
