import type { H3Event } from 'h3'
import type { PlatformId } from '../../shared/platforms/registry'
import { useAuth } from '../auth'
import type { ServerAuth } from '../auth'
import { findSession, requireSession, requireUserId } from '../http/request'
import { toDatabaseUnavailable } from '../http/unavailable'
import { accessTokenOf } from '../vault/access-token'
import type { AccessTokenOptions } from '../vault/access-token'
import { platformFetch } from '../vault/platform-fetch'
import type { PlatformFetch } from '../vault/platform-fetch'

// The public API for the app's own server code. Nitro auto-imports it, also in an
// app that extends this one.
export { ConnectError } from '../../shared/connect-error'
export { connectError } from '../../shared/errors'
export type { ErrorCode } from '../../shared/errors'
export { PlatformResponseError } from '../vault/platform-fetch'
export type { PlatformFetch } from '../vault/platform-fetch'
export type { AccessTokenOptions } from '../vault/access-token'
export type { AccountEvent } from '../vault/events'
export { useDatabase } from '../database'
export { requireTrustedOrigin } from '../http/request'

/** The signed-in user and their session, with the fields that the app and its plugins add. Without the session token, which must not reach pages. */
export interface ServerSession {
  user: ServerAuth['$Infer']['Session']['user']
  session: Omit<ServerAuth['$Infer']['Session']['session'], 'token'>
}

/**
 * Returns the Better Auth instance, with the API of its plugins: ours with the options
 * of `server/auth.config.ts`, or the app's own. `api` calls the functions of routes
 * without their checks of origin and rate limits.
 *
 * @see https://www.better-auth.com/docs/concepts/api
 * @example await serverAuth().api.createOrganization({ body, headers: event.headers })
 */
export function serverAuth(): ServerAuth {
  return useAuth() as unknown as ServerAuth
}

/**
 * Returns the signed-in user and their session, or null. It reads the database in
 * each call, so a session that has ended is null at once.
 */
export async function getUserSession(event: H3Event): Promise<ServerSession | null> {
  const found = await findSession(event)
  return found && withoutToken(found)
}

/**
 * Returns the signed-in user and their session.
 *
 * @throws ConnectError `UNAUTHENTICATED` (status 401) if nobody is signed in
 * @example const { user } = await requireUserSession(event)
 */
export async function requireUserSession(event: H3Event): Promise<ServerSession> {
  return withoutToken(await requireSession(event))
}

function withoutToken({ user, session: { token: _, ...session } }: { user: object, session: { token: string } }): ServerSession {
  return { user, session } as ServerSession
}

/** The user whose account is used: the signed-in user of a request, or a user id for code without a request. */
export type TokenOwner = H3Event | { userId: string }

/**
 * Returns a valid token for the platform's API: the API key, or the access token,
 * renewed if it expires within a minute.
 *
 * @throws ConnectError `UNAUTHENTICATED` without a session, `ACCOUNT_NOT_FOUND`
 * when the user has no such account, `RECONNECT_REQUIRED` when the user has to
 * reconnect it, `PLATFORM_UNREACHABLE`, `PLATFORM_TIMEOUT`, `RENEWAL_PENDING`,
 * `RENEWAL_UNCERTAIN` or `DATABASE_UNAVAILABLE` when a retry may succeed
 * @example
 * const token = await getAccessToken(event, 'reddit')
 */
export async function getAccessToken(owner: TokenOwner, platform: PlatformId, options: AccessTokenOptions = {}): Promise<string> {
  return withKnownErrors(async () => accessTokenOf(await userIdOf(owner), platform, options))
}

/**
 * Returns `$fetch` for the platform's API, with a valid token of the user's account.
 * If the platform responds with 401, it renews the token and retries once. If the
 * platform sends a `Retry-After` of up to ten seconds, it waits and retries once.
 *
 * The returned function throws ConnectError as `getAccessToken` does, and
 * PlatformResponseError when the platform responds with an error status.
 *
 * @example
 * const reddit = connectFetch(event, 'reddit')
 * const me = await reddit<{ name: string }>('/api/v1/me')
 */
export function connectFetch(owner: TokenOwner, platform: PlatformId, options: AccessTokenOptions = {}): PlatformFetch {
  const fetch = platformFetch(() => userIdOf(owner), platform, options)
  return (path, init) => withKnownErrors(() => fetch(path, init))
}

async function withKnownErrors<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  }
  catch (error) {
    throw toDatabaseUnavailable(error) ?? error
  }
}

async function userIdOf(owner: TokenOwner): Promise<string> {
  return 'userId' in owner ? owner.userId : requireUserId(owner)
}
