import { lt } from 'drizzle-orm'
import { defineTask } from 'nitropack/runtime'
import { session, useDatabase, verification } from '../../database'

/** Deletes what has expired: sessions, and the values of OAuth flows that nobody finished. Runs every hour. */
export default defineTask({
  meta: { name: 'connect:clean-up', description: 'Delete expired sessions and verification values' },
  async run() {
    const now = new Date()
    await useDatabase().delete(verification).where(lt(verification.expiresAt, now))
    await useDatabase().delete(session).where(lt(session.expiresAt, now))
    return {}
  },
})
