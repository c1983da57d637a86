import type { AccountsByPlatform } from '../../shared/account'
import type { BenchServer } from './server'
import type { Session } from './session'

// What a fresh token costs, by the vault and by Better Auth. Measured inside the
// server: over HTTP the request would cost more than what is compared.

/** Calls of each turn, one after the other. */
const calls = 200
/** Turns of each way in a round. */
const turns = 3

export const ways = ['vault', 'better-auth'] as const
type Way = typeof ways[number]

/** Nanoseconds each call took, by way, over all turns of a round. */
export type TokenRound = Record<Way, number>

/** A user, and one of their accounts with a fresh token. */
export interface TokenHolder {
  userId: string
  accountId: string
  /** How many accounts the user has. */
  accounts: number
}

/** The user's first Reddit account. */
export async function findHolder(server: BenchServer, { userId, cookie }: Session): Promise<TokenHolder> {
  const response = await fetch(`${server.url}/api/auth/accounts`, { headers: { cookie } })
  const listed = await response.json() as AccountsByPlatform
  const accounts = Object.values(listed).flat().length
  return { userId, accountId: listed.reddit[0]!.id, accounts }
}

/**
 * Gives both ways a turn, one after the other, again and again, so that what
 * else the machine does strikes both alike.
 *
 * @throws Error when they do not give the same token
 */
export async function runTokenRound(server: BenchServer, holder: TokenHolder, number: number): Promise<TokenRound> {
  const round: TokenRound = { 'vault': 0, 'better-auth': 0 }
  const tokens = new Set<string>()
  for (let turn = 0; turn < turns; turn++) {
    for (const way of (turn + number) % 2 ? ways : ways.toReversed()) {
      const { nanoseconds, token } = await runTurn(server, holder, way)
      round[way] += nanoseconds / turns
      tokens.add(token)
    }
  }
  if (tokens.size !== 1) throw new Error('The vault and Better Auth do not give the same token.')
  return round
}

async function runTurn(server: BenchServer, { userId, accountId }: TokenHolder, way: Way): Promise<{ nanoseconds: number, token: string }> {
  const response = await fetch(`${server.url}/api/bench/token/${way}?${new URLSearchParams({ userId, accountId, count: String(calls) })}`)
  if (!response.ok) throw new Error(`${way} answered ${response.status}: ${await response.text()}`)
  return await response.json() as { nanoseconds: number, token: string }
}
