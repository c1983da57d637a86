import { expect, it } from 'vitest'
import { relativeTime } from '../../ui/messages/relative-time'

const hour = 60 * 60 * 1000

it.each([
  [36 * hour, 'en', 'in 1 day'],
  [47.9 * hour, 'de', 'in 1 Tag'],
  [59 * 24 * hour, 'en', 'in 1 month'],
  [-25 * hour, 'en', '1 day ago'],
  [59.99 * 60 * 1000, 'en', 'in 59 minutes'],
  [1999, 'en', 'in 1 second'],
  [400, 'en', 'now'],
])('%i milliseconds away reads, in %s, "%s"', (distance, locale, text) => {
  expect(relativeTime(distance, locale)).toBe(text)
})
