import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { connectError } from '../../shared/errors'
import type { PlatformId } from '../../shared/platforms/registry'

/** Rate limits per user and minute for requests that call a platform or hash a password. They allow mistakes, but no guessing of keys. */
export const limits = {
  key: new RateLimiterMemory({ points: 10, duration: 60 }),
  refresh: new RateLimiterMemory({ points: 30, duration: 60 }),
  password: new RateLimiterMemory({ points: 10, duration: 60 }),
}

/** Counts an attempt, whether it succeeds or not. @throws ConnectError `TOO_MANY_ATTEMPTS` with `Retry-After` in seconds */
export async function countAttempt(kind: keyof typeof limits, userId: string, platform?: PlatformId): Promise<void> {
  await consume(limits[kind], userId, platform)
}

/** Takes a point of a limiter. @throws ConnectError `TOO_MANY_ATTEMPTS` with `Retry-After` in seconds */
export async function consume(limiter: RateLimiterMemory, key: string, platform?: PlatformId): Promise<void> {
  try {
    await limiter.consume(key)
  }
  catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    const seconds = Math.ceil(refusal.msBeforeNext / 1000)
    throw connectError('TOO_MANY_ATTEMPTS', { platform, headers: { 'retry-after': String(seconds) } })
  }
}
