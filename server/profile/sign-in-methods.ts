import { eq, isNotNull, sql } from 'drizzle-orm'
import { platforms } from '../../shared/platforms'
import type { SignInMethods } from '../../shared/profile'
import { enabledOAuthPlatforms } from '../platforms/credentials'
import { isStandIn } from '../auth/stand-in-email'
import { account, useDatabase } from '../database'

/** How the user can sign in. One query. */
export async function signInMethods(user: { id: string, email: string }): Promise<SignInMethods> {
  const rows = await useDatabase()
    .select({ providerId: account.providerId, hasPassword: sql<boolean>`${isNotNull(account.password)}`.mapWith(Boolean) })
    .from(account)
    .where(eq(account.userId, user.id))
  const hasPassword = rows.some(row => row.hasPassword)
  return {
    password: isStandIn(user.email) ? 'unavailable' : hasPassword ? 'set' : 'unset',
    platforms: enabledOAuthPlatforms().filter(id => rows.some(row => row.providerId === platforms[id].providerId)),
  }
}
