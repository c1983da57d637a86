/** Maximum pause in seconds. A platform that asks for more is asked again after this time: a wrong header must not block an account for a year. */
const maxPause = 3600

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date.
 *
 * @returns seconds, at most an hour; undefined without a usable value
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function readRetryAfter(header: string | null | undefined): number | undefined {
  if (!header) return undefined
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(0, Math.ceil(seconds)), maxPause)
}
