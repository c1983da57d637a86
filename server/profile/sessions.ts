import { and, desc, eq, gt, sql } from 'drizzle-orm'
import { ConnectError } from '../../shared/errors'
import type { UserSession } from '../../shared/profile'
import { session, useDatabase } from '../database'

/** More than anyone looks through; whoever has the password could otherwise make the list as long as they like. */
const listed = 100

/** What a listing reads. The token, by which a session is used, stays in the database. */
const sessionColumns = {
  id: session.id,
  createdAt: session.createdAt,
  updatedAt: session.updatedAt,
  expiresAt: session.expiresAt,
  ipAddress: session.ipAddress,
  // A browser's is at most a few hundred characters; a header may be thousands.
  userAgent: sql<string | null>`substr(${session.userAgent}, 1, 512)`,
}

/** Where the user is signed in, the one used last first. Of more than a hundred sessions it is those used last, and the current one in any case. */
export async function listSessions(userId: string, currentId: string): Promise<UserSession[]> {
  const rows = await useDatabase()
    .select(sessionColumns)
    .from(session)
    .where(and(eq(session.userId, userId), gt(session.expiresAt, new Date())))
    .orderBy(desc(eq(session.id, currentId)), desc(session.updatedAt), desc(session.createdAt), session.id)
    .limit(listed)
  // The current one, which came first to be among them, back to its place.
  rows.sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime() || b.createdAt.getTime() - a.createdAt.getTime())
  return rows.map(({ id, createdAt, updatedAt, expiresAt, ipAddress, userAgent }) => ({
    id,
    current: id === currentId,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ...(ipAddress && { ipAddress }),
    ...(userAgent && { userAgent }),
  }))
}

/** Ends one of the user's sessions, at once: every request asks for its session anew. @throws ConnectError `SESSION_NOT_FOUND` */
export async function endSession(userId: string, id: string): Promise<void> {
  const [ended] = await useDatabase()
    .delete(session)
    .where(and(eq(session.id, id), eq(session.userId, userId)))
    .returning({ id: session.id })
  if (!ended) throw new ConnectError('SESSION_NOT_FOUND')
}
