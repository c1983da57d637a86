import type { ConnectedProfile } from '../platforms'
import { connection } from '../database'
import type { Queries } from '../database'
import { healthy } from './health'

/**
 * Keeps what an account shows of itself, in place of what was kept before. The
 * platform has just vouched for the account, so it is healthy from here on.
 */
export async function saveProfile(db: Queries, id: string, { username, name, email, profileImageUrl }: ConnectedProfile): Promise<void> {
  const shown = { username, name, email, profileImageUrl, ...healthy, updatedAt: new Date() }
  await db.insert(connection).values({ id, ...shown }).onConflictDoUpdate({ target: connection.id, set: shown })
}
