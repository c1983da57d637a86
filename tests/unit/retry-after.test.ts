import { expect, it } from 'vitest'
import { readRetryAfter } from '../../server/platforms/retry-after'

it.each([
  ['2', 2],
  ['0', 0],
  [' 10 ', 10],
  [new Date(Date.now() + 90_500).toUTCString(), 90],
  [new Date(Date.now() - 90_000).toUTCString(), 0],
  // A year: the account would look healthy and be of no use.
  ['31536000', 3600],
  [new Date(Date.now() + 31_536_000_000).toUTCString(), 3600],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
])('Retry-After: %j is a pause of %j seconds', (header, seconds) => {
  const read = readRetryAfter(header)
  if (seconds === 90) expect(Math.abs(read! - 90)).toBeLessThanOrEqual(1)
  else expect(read).toBe(seconds)
})
