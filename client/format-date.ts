const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * The day of an ISO 8601 time in UTC, as in `23 Nov 2026`. Not by `Intl`: its
 * answer differs between the server's and the browser's version of it, and a
 * page must hydrate to what was rendered.
 */
export function formatDate(iso: string): string {
  const date = new Date(iso)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}
