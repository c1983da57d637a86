import { like, or } from 'drizzle-orm'
import { useDatabase, verification } from '../database'

/** Deletes what `verification` has about a deleted user: open flows, origins of sessions and counted attempts. It has no foreign key to `user`. */
export async function forgetUser({ id }: { id: string }): Promise<void> {
  const named = `%${id}%`
  await useDatabase().delete(verification).where(or(like(verification.value, named), like(verification.identifier, named)))
}
