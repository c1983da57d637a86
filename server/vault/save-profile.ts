import { connection } from '../database'
import type { Queries } from '../database'
import type { ConnectedProfile } from '../platforms/connector'
import { healthy } from './health'

/**
 * Stores the profile of an account, and marks the account as healthy, because the
 * platform has just accepted its token.
 *
 * @param host host of the account, on platforms where users name it
 */
export async function saveProfile(db: Queries, id: string, { username, name, email, profileImageUrl }: ConnectedProfile, host?: string): Promise<void> {
  const shown = { username, name, email, profileImageUrl, ...(host && { host }), ...healthy, updatedAt: new Date() }
  await db.insert(connection).values({ id, ...shown }).onConflictDoUpdate({ target: connection.id, set: shown })
}
