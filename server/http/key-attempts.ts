import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ConnectError } from '../../shared/errors'
import type { PlatformId } from '../../shared/platforms'

/** Keys a user may submit in a minute, right or wrong: enough to mistype, too few to try keys out. */
const attempts = new RateLimiterMemory({ points: 10, duration: 60 })

/** Counts an attempt to connect with a key. @throws ConnectError `TOO_MANY_ATTEMPTS` with `Retry-After` in seconds */
export async function countKeyAttempt(userId: string, platform: PlatformId): Promise<void> {
  try {
    await attempts.consume(userId)
  }
  catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    const seconds = Math.ceil(refusal.msBeforeNext / 1000)
    throw new ConnectError('TOO_MANY_ATTEMPTS', { platform, headers: { 'retry-after': String(seconds) } })
  }
}
