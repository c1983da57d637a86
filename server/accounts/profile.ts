import type { ConnectedProfile } from '../connectors'
import { connection } from '../database'
import type { Queries } from '../database'

/** Keeps what an account shows of itself, in place of what was kept before. */
export async function saveProfile(db: Queries, id: string, { username, name, email, profileImageUrl }: ConnectedProfile): Promise<void> {
  const shown = { username, name, email, profileImageUrl, updatedAt: new Date() }
  await db.insert(connection).values({ id, ...shown }).onConflictDoUpdate({ target: connection.id, set: shown })
}
