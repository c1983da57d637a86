import type { Account } from '../../shared/account'
import type { OAuthPlatformId, PlatformId } from '../../shared/platforms/registry'
import { freePort } from './postgres'
import { layeredApp, runServer, waitUntilHealthy } from './server'
import type { ServerProcess, TestServer } from './server'
import type { Visitor } from './user'

/** What `getAccessToken` returned, or the code of its error. */
export type Got = { token: string, error?: undefined } | { token?: undefined, error: string }

export async function tokens(url: string, userId: string, platform: PlatformId, options: Record<string, string> = {}): Promise<Got[]> {
  const response = await fetch(`${url}/api/tokens?${new URLSearchParams({ userId, platform, ...options })}`)
  return await response.json() as Got[]
}

export async function tokenOf(server: TestServer, userId: string, platform: PlatformId, options: Record<string, string> = {}): Promise<Got> {
  return (await tokens(server.url, userId, platform, options))[0]!
}

/** Lets the token of an account expire, as time would. */
export async function expire(server: TestServer, id: string): Promise<void> {
  await server.database.rows(`update account set "accessTokenExpiresAt" = ${inSeconds(server, -1)} where id = '${id}'`)
}

/** A time from now, in SQL. */
export function inSeconds({ database }: TestServer, seconds: number): string {
  return database.dialect === 'sqlite' ? String(Date.now() + seconds * 1000) : `now() + interval '${seconds} seconds'`
}

/** How many times the platform was asked to renew the token of this identity. */
export async function refreshes(server: TestServer, platform: OAuthPlatformId, identity: string): Promise<number> {
  return (await server.sandbox.requests({ platform, endpoint: 'refresh' })).filter(request => request.identity === identity).length
}

export async function accountOf(user: Visitor, platform: PlatformId): Promise<Account> {
  return (await user.json<Account[]>(`/api/auth/${platform}/accounts`))[0]!
}

/** Starts another process of the app on the same database and sandbox. */
export async function startAnother(server: TestServer, env: Record<string, string> = {}): Promise<{ url: string, process: ServerProcess }> {
  const PORT = String(await freePort())
  const process = runServer({ ...server.env, ...env, PORT }, layeredApp)
  const url = `http://localhost:${PORT}`
  await waitUntilHealthy(url, process)
  return { url, process }
}
