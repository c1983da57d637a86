import { createAuthMiddleware, getSessionFromCtx } from 'better-auth/api'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { initialScopes, platformOfProvider } from '../../shared/platforms'
import { account, useDatabase } from '../database'

const linkRequest = z.object({
  provider: z.string(),
  scopes: z.array(z.string()).default([]),
  /** Better Auth passes it through; ours names the account that is connected again. */
  additionalData: z.object({ accountId: z.string().optional() }).optional(),
})

/**
 * A link asks for what was granted before, beside what it asks for now. The
 * token it brings takes the place of the old one, and would otherwise be good for
 * less than the account is said to be: Reddit and X grant what is asked for and
 * nothing more.
 *
 * Before the consent nobody can know which account will be chosen, so it is the
 * scopes of all the user's accounts of the platform, unless the request names the
 * one it is about as `additionalData: { accountId }`.
 */
export const keepScopes = createAuthMiddleware(async (context) => {
  if (context.path !== '/link-social') return
  const request = linkRequest.safeParse(context.body)
  // What is not valid here is not valid there either, and refused in Better Auth's own words.
  if (!request.success) return
  const session = await getSessionFromCtx(context)
  if (!session) return
  const { provider, scopes, additionalData } = request.data
  const accountId = additionalData?.accountId
  const granted = await useDatabase()
    .select({ scope: account.scope })
    .from(account)
    .where(and(
      eq(account.userId, session.user.id),
      eq(account.providerId, provider),
      accountId === undefined ? undefined : eq(account.id, accountId),
    ))
  const platform = platformOfProvider(provider)
  const asked = new Set(platform ? initialScopes(platform) : [])
  const more = [...granted.flatMap(({ scope }) => scope?.split(',').filter(Boolean) ?? []), ...scopes].filter(scope => !asked.has(scope))
  return { context: { body: { ...context.body as object, scopes: [...new Set(more)] } } }
})
