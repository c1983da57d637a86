import { table } from '../report'
import type { Result } from './results'

const header = ['row', 'what', 'requests', 'wrong answers', 'lost or doubled', 'lost grants', '500', 'slowest request', 'slowest health', 'verdict']

/** Formats all rows as a Markdown table, and explains below it those that failed. */
export function report(results: Result[]): string {
  const rows = results.map(result => [
    `${result.title}, ${result.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`,
    result.did,
    ...[result.requests, result.wrong, result.lostOrDoubled, result.lostGrants, result.serverErrors].map(String),
    `${(result.slowest / 1000).toFixed(1)} s`,
    `${(result.slowestHealth / 1000).toFixed(2)} s`,
    result.failures.length === 0 ? 'pass' : 'FAIL',
  ])
  const failed = results.filter(({ failures }) => failures.length > 0)
  return [table([header, ...rows]), ...failed.map(explain)].join('\n\n')
}

/** Formats the details of a row. */
export function explain({ title, dialect, seconds, failures, details }: Result): string {
  const verdict = failures.length === 0 ? 'pass' : `FAIL: ${failures.join(', ')}`
  return [`${title}, ${dialect} (${seconds.toFixed(0)} s): ${verdict}`, ...details.map(detail => `  ${detail}`)].join('\n')
}
