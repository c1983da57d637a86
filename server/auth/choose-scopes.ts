import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { ConnectError } from '../../shared/errors'
import { initialScopes, isOAuthPlatform, platformOfProvider, requiredScopes } from '../../shared/platforms'
import { oauthConnectors } from '../platforms'
import { account, useDatabase } from '../database'
import { rowId } from './row-id'

const request = z.object({
  provider: z.string(),
  scopes: z.array(z.string()).default([]),
  additionalParams: z.record(z.string(), z.string()).optional(),
})

/** Better Auth passes it through; these are ours. */
const additionalData = z.object({
  /** The account that is connected again. */
  accountId: rowId.optional(),
  /** Whether the scopes of the request are all the user wants to grant. */
  exactly: z.boolean().default(false),
}).default({ exactly: false })

/**
 * Settles what a platform is asked for beside the scopes that are required
 * everywhere: a sign-in for the default ones, a link also for what was granted
 * before. The token it brings takes the place of the old one, and would otherwise
 * be good for less than the account is said to be: Reddit and X grant what is
 * asked for and nothing more.
 *
 * Before the consent nobody can know which account will be chosen, so it is the
 * scopes of all the user's accounts of the platform, unless the request names the
 * one it is about as `additionalData: { accountId }`. With `exactly: true` in there
 * the user has chosen: then only the scopes of the request count, and those of the
 * account it names.
 *
 * @param body of the request for consent
 * @param findSession who asks; left out for a sign-in, when nobody can know
 * @returns the body to go on with
 * @throws ConnectError `INVALID_REQUEST`
 */
export async function chooseScopes(body: object, findSession?: () => Promise<{ user: { id: string } } | null>): Promise<object> {
  const parsed = request.safeParse(body)
  const platform = parsed.success && platformOfProvider(parsed.data.provider)
  // What is not valid here is not valid there either, and refused in Better Auth's own words.
  if (!platform || !isOAuthPlatform(platform)) return body
  const { provider, scopes, additionalParams } = parsed.data
  const about = findSession ? readAdditionalData(body) : { exactly: false }
  const session = await findSession?.()
  const granted = session && (!about.exactly || about.accountId) ? await grantedScopes(session.user.id, provider, about.accountId) : []
  const required = requiredScopes(platform)
  const more = [...about.exactly ? [] : initialScopes(platform), ...granted, ...scopes].filter(scope => !required.includes(scope))
  return {
    ...body,
    scopes: [...new Set(more)],
    additionalParams: { ...additionalParams, ...about.exactly && oauthConnectors[platform].nothingElse },
  }
}

function readAdditionalData(body: { additionalData?: unknown }): z.infer<typeof additionalData> {
  const parsed = additionalData.safeParse(body.additionalData)
  if (parsed.success) return parsed.data
  throw new ConnectError('INVALID_REQUEST', { message: 'In additionalData, accountId is the id of an account and exactly is true or false.' })
}

async function grantedScopes(userId: string, provider: string, accountId: string | undefined): Promise<string[]> {
  const granted = await useDatabase()
    .select({ scope: account.scope })
    .from(account)
    .where(and(
      eq(account.userId, userId),
      eq(account.providerId, provider),
      accountId === undefined ? undefined : eq(account.id, accountId),
    ))
  return granted.flatMap(({ scope }) => scope?.split(',').filter(Boolean) ?? [])
}
