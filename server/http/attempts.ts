import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ConnectError } from '../../shared/errors'
import type { PlatformId } from '../../shared/platforms'

/** What costs a call of a platform or a password's hash at a user's wish, and how often in a minute a user may: enough for slips, too few to try keys out. */
const limits = {
  key: new RateLimiterMemory({ points: 10, duration: 60 }),
  refresh: new RateLimiterMemory({ points: 30, duration: 60 }),
  password: new RateLimiterMemory({ points: 10, duration: 60 }),
}

/** Counts an attempt, right or wrong. @throws ConnectError `TOO_MANY_ATTEMPTS` with `Retry-After` in seconds */
export async function countAttempt(kind: keyof typeof limits, userId: string, platform?: PlatformId): Promise<void> {
  try {
    await limits[kind].consume(userId)
  }
  catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    const seconds = Math.ceil(refusal.msBeforeNext / 1000)
    throw new ConnectError('TOO_MANY_ATTEMPTS', { platform, headers: { 'retry-after': String(seconds) } })
  }
}
