import type { GenericEndpointContext } from 'better-auth'
import { and, eq, inArray, ne } from 'drizzle-orm'
import { session, useDatabase, verification } from '../database'
import { providerIdOf } from '../platforms'
import { requestContext } from './request-context'

/** How long a session can last at most, in milliseconds, however often it is used. */
export const sessionLimit = 90 * 86_400_000

interface AccountKey { providerId: string, accountId: string }

/** `verification` has one row for each session that began by a sign-in with an account. */
const identifierOf = ({ providerId, accountId }: AccountKey) => `connect-sessions:${providerId}:${accountId}`

/** Remembers which account a session began by. It is not known for sign-ins with a password and of earlier versions. */
export async function rememberOrigin(created: { id: string, userId: string }): Promise<void> {
  const connecting = requestContext()?.connecting
  if (!connecting) return
  const now = new Date()
  await useDatabase().insert(verification).values({
    id: `connect-session:${created.id}`,
    identifier: identifierOf({ providerId: providerIdOf(connecting.platform), accountId: connecting.profile.accountId }),
    value: JSON.stringify({ userId: created.userId, sessionId: created.id }),
    expiresAt: new Date(now.getTime() + sessionLimit),
    createdAt: now,
    updatedAt: now,
  })
}

/** Ends the sessions that began by an account. @param exceptId a session that stays */
export async function endSessionsOf({ userId, ...account }: AccountKey & { userId: string }, exceptId = ''): Promise<void> {
  const begun = eq(verification.identifier, identifierOf(account))
  const rows = await useDatabase().select({ value: verification.value }).from(verification).where(begun)
  if (rows.length === 0) return
  const ids = rows.map(({ value }) => (JSON.parse(value) as { sessionId: string }).sessionId)
  await useDatabase().delete(session).where(and(eq(session.userId, userId), inArray(session.id, ids), ne(session.id, exceptId)))
  await useDatabase().delete(verification).where(begun)
}

/** Keeps an extended session within the limit. Better Auth extends a session in use without end. */
export async function endInTime({ expiresAt }: { expiresAt?: Date }, context: GenericEndpointContext | null) {
  const current = context?.context.session?.session
  if (!expiresAt || !current) return
  const end = current.createdAt.getTime() + sessionLimit
  return expiresAt.getTime() > end ? { data: { expiresAt: new Date(end) } } : undefined
}
