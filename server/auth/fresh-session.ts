import { ConnectError } from '../../shared/errors'

/**
 * Asks for a recent sign-in where no password is asked for: who finds a browser
 * signed in cannot set a first password there or delete the account. Connecting
 * a platform's account asks for none, and that account can sign in from then on.
 *
 * @param freshAge seconds, from Better Auth's `sessionConfig`
 * @throws ConnectError `SESSION_NOT_FRESH`
 */
export function requireFresh(session: { createdAt: Date }, freshAge: number): void {
  if (freshAge !== 0 && Date.now() - session.createdAt.getTime() >= freshAge * 1000) throw new ConnectError('SESSION_NOT_FRESH')
}
