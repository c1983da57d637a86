import type { AccountsByPlatform } from '../../shared/account'
import type { BenchServer } from './server'
import type { Session } from './session'

// Measures the time to get a fresh token, from the vault and from Better Auth. The
// measurement runs inside the server, because an HTTP request takes longer than both.

/** Calls per run, one after the other. */
const calls = 200
/** Runs of each method in a round. */
const turns = 3

export const ways = ['vault', 'better-auth'] as const
type Way = typeof ways[number]

/** Average nanoseconds of a call in a round, by method. */
export type TokenRound = Record<Way, number>

/** A user and one of their accounts with a fresh token. */
export interface TokenHolder {
  userId: string
  accountId: string
  /** How many accounts the user has. */
  accounts: number
}

/** Finds the user's first Reddit account. */
export async function findHolder(server: BenchServer, { userId, cookie }: Session): Promise<TokenHolder> {
  const response = await fetch(`${server.url}/api/auth/accounts`, { headers: { cookie } })
  const listed = await response.json() as AccountsByPlatform
  const accounts = Object.values(listed).flat().length
  return { userId, accountId: listed.reddit[0]!.id, accounts }
}

/**
 * Runs both methods alternately, so that other load on the machine affects both
 * equally.
 *
 * @throws Error when they do not return the same token
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
  if (tokens.size !== 1) throw new Error('The vault and Better Auth returned different tokens.')
  return round
}

async function runTurn(server: BenchServer, { userId, accountId }: TokenHolder, way: Way): Promise<{ nanoseconds: number, token: string }> {
  const response = await fetch(`${server.url}/api/bench/token/${way}?${new URLSearchParams({ userId, accountId, count: String(calls) })}`)
  if (!response.ok) throw new Error(`${way} answered ${response.status}: ${await response.text()}`)
  return await response.json() as { nanoseconds: number, token: string }
}
