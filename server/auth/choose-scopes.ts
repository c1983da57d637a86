import { addOAuthServerContext } from 'better-auth/api'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { connectError } from '../../shared/errors'
import type { OAuthPlatformDefinition } from '../../shared/platforms/definition'
import { account, useDatabase } from '../database'
import { definitionOf, initialScopes, isOAuth, isPlatformId, providerIdOf, requiredScopes } from '../platforms'
import { readHost } from '../platforms/read-host'
import { rowId } from './row-id'

const request = z.object({
  provider: z.string(),
  scopes: z.array(z.string()).default([]),
  additionalParams: z.record(z.string(), z.string()).optional(),
})

/** Our fields in `additionalData` of a request. */
const additionalData = z.object({
  /** Row id of the account to reconnect. */
  accountId: rowId.optional(),
  /** Whether to request only the scopes of the request (and the required ones). */
  exactly: z.boolean().default(false),
  /** Host of the account, on platforms where users name it. */
  host: z.string().max(300).optional(),
}).default({ exactly: false })

/**
 * Adds scopes to an authorization request, in addition to the required ones. A
 * sign-in requests the default scopes. A link also requests the scopes that were
 * granted before: its token replaces the old one, and Reddit and X grant only the
 * requested scopes, so the account would otherwise lose permissions.
 *
 * The user selects the account on the consent page, after this. So a link requests
 * the scopes of all the user's accounts on the platform, or only those of the account
 * named in `additionalData: { accountId }`. With `exactly: true` the user has selected
 * the scopes: the link then requests those of the request and of the named account.
 *
 * @param body body of the authorization request
 * @param findSession finds the session of the request; undefined for a sign-in
 * @returns the changed fields of the body
 * @throws ConnectError `INVALID_REQUEST`
 */
export async function chooseScopes(body: object, findSession?: () => Promise<{ user: { id: string } } | null>): Promise<object> {
  const parsed = request.safeParse(body)
  // Better Auth refuses an invalid body with its own error.
  if (!parsed.success || !isPlatformId(parsed.data.provider)) return {}
  const { provider: platform, scopes, additionalParams } = parsed.data
  const definition = definitionOf(platform)
  if (!isOAuth(definition)) return {}
  const about = findSession ? readAdditionalData(body) : { exactly: false }
  const session = await findSession?.()
  const provider = providerIdOf(platform)
  const granted = session && (!about.exactly || about.accountId) ? await grantedScopes(session.user.id, provider, about.accountId) : []
  const required = requiredScopes(platform)
  const more = [...about.exactly ? [] : initialScopes(platform), ...granted, ...scopes].filter(scope => !required.includes(scope))
  await rememberHost(definition, about.host, findSession !== undefined)
  // Deleted from the body itself, because Better Auth merges the changed body into it, and would store these fields with the state.
  delete (body as { additionalData?: unknown }).additionalData
  return {
    provider,
    scopes: [...new Set(more)],
    additionalParams: { ...additionalParams, ...about.exactly && definition.exactParams },
  }
}

/** Adds the host to the OAuth state that Better Auth stores, so that the callback knows it. */
async function rememberHost(definition: OAuthPlatformDefinition, named: string | undefined, isLink: boolean): Promise<void> {
  if (definition.host !== 'user') return
  // A malicious host could claim any identity, so it must not sign users in.
  if (!isLink) throw connectError('INVALID_REQUEST', { platform: definition.id, message: `Accounts of ${definition.name} can be connected, and cannot sign anyone in.` })
  const host = named ?? definition.defaultHost
  if (host === undefined) throw connectError('INVALID_REQUEST', { platform: definition.id, message: `Name the server your ${definition.name} account is on.` })
  await addOAuthServerContext({ host: readHost(host) })
}

function readAdditionalData(body: { additionalData?: unknown }): z.infer<typeof additionalData> {
  const parsed = additionalData.safeParse(body.additionalData)
  if (parsed.success) return parsed.data
  throw connectError('INVALID_REQUEST', { message: 'In additionalData, accountId is the id of an account, exactly is true or false, and host is text.' })
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
