const units = [
  ['year', 365 * 24 * 60 * 60 * 1000],
  ['month', 30 * 24 * 60 * 60 * 1000],
  ['day', 24 * 60 * 60 * 1000],
  ['hour', 60 * 60 * 1000],
  ['minute', 60 * 1000],
  ['second', 1000],
] as const

/**
 * The distance to a time in its largest unit, such as `in 42 minutes`.
 *
 * @param distance milliseconds from now; negative for what is past
 * @param locale BCP 47
 */
export function relativeTime(distance: number, locale: string): string {
  const [unit, size] = units.find(([, size]) => Math.abs(distance) >= size) ?? units.at(-1)!
  const amount = Math.trunc(distance / size)
  // `numeric: 'always'`, because 36 hours from now is not always tomorrow.
  return new Intl.RelativeTimeFormat(locale, { numeric: amount === 0 ? 'auto' : 'always' }).format(amount, unit)
}

/** Milliseconds after which the text may change. */
export function relativeTimeLasts(distance: number): number {
  return Math.abs(distance) < 2 * 60 * 1000 ? 1000 : 20_000
}
