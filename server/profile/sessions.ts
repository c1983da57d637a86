import { and, desc, eq, gt, sql } from 'drizzle-orm'
import { connectError } from '../../shared/errors'
import type { UserSession } from '../../shared/profile'
import { session, useDatabase } from '../database'

/** Maximum length of the list. Each sign-in adds a session, so the list could become arbitrarily long. */
const maxSessions = 100

/** Columns of the list. The session token is not selected. */
const sessionColumns = {
  id: session.id,
  createdAt: session.createdAt,
  updatedAt: session.updatedAt,
  expiresAt: session.expiresAt,
  ipAddress: session.ipAddress,
  // Browsers send a few hundred characters at most, but a client can send thousands.
  userAgent: sql<string | null>`substr(${session.userAgent}, 1, 512)`,
}

/** Lists the user's sessions, most recently used first. At most a hundred, always with the current one. */
export async function listSessions(userId: string, currentId: string): Promise<UserSession[]> {
  const rows = await useDatabase()
    .select(sessionColumns)
    .from(session)
    .where(and(eq(session.userId, userId), gt(session.expiresAt, new Date())))
    .orderBy(desc(eq(session.id, currentId)), desc(session.updatedAt), desc(session.createdAt), session.id)
    .limit(maxSessions)
  // The query puts the current session first so that the limit cannot exclude it. Sort it back into place.
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

/** Ends one of the user's sessions. It takes effect at once, because every request reads its session from the database. @throws ConnectError `SESSION_NOT_FOUND` */
export async function endSession(userId: string, id: string): Promise<void> {
  const [ended] = await useDatabase()
    .delete(session)
    .where(and(eq(session.id, id), eq(session.userId, userId)))
    .returning({ id: session.id })
  if (!ended) throw connectError('SESSION_NOT_FOUND')
}
