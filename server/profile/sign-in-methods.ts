import { eq, isNotNull, sql } from 'drizzle-orm'
import type { SignInMethods } from '../../shared/profile'
import { isPlaceholderEmail } from '../auth/placeholder-email'
import { account, useDatabase } from '../database'
import { providerIdOf } from '../platforms'
import { signInPlatforms } from '../platforms/credentials'

/** Finds the sign-in methods of a user with one query. */
export async function signInMethods(user: { id: string, email: string }): Promise<SignInMethods> {
  const rows = await useDatabase()
    .select({ providerId: account.providerId, hasPassword: sql<boolean>`${isNotNull(account.password)}`.mapWith(Boolean) })
    .from(account)
    .where(eq(account.userId, user.id))
  const hasPassword = rows.some(row => row.hasPassword)
  return {
    password: isPlaceholderEmail(user.email) ? 'unavailable' : hasPassword ? 'set' : 'unset',
    platforms: signInPlatforms().filter(id => rows.some(row => row.providerId === providerIdOf(id))),
  }
}
