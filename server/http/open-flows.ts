import type { H3Event } from 'h3'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { clientAddress } from './client-address'
import { consume } from './attempts'

/** How many OAuth flows one address may have open. Each is a row in the database until the browser comes back, or for ten minutes. */
const openFlows = new RateLimiterMemory({ points: 100, duration: 600 })

/** Counts the OAuth flows that an address starts and finishes. @throws ConnectError `TOO_MANY_ATTEMPTS` when too many are open */
export async function limitOpenFlows(event: H3Event): Promise<void> {
  const path = event.path.split('?')[0]!.replace('/api/auth', '')
  if (path === '/sign-in/social' || path === '/link-social') await consume(openFlows, clientAddress(event))
  else if (path.startsWith('/callback/')) await finish(clientAddress(event))
}

async function finish(address: string): Promise<void> {
  // A callback that began elsewhere must not raise the limit.
  const open = await openFlows.get(address)
  if (open && open.consumedPoints > 0) await openFlows.reward(address)
}
