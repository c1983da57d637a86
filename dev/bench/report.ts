import { routeNames } from './load'
import type { Round, RouteName, Sample } from './load'
import { ways } from './tokens'
import type { TokenHolder, TokenRound } from './tokens'

/** Formats the results of one dialect as a Markdown table. */
export function report(title: string, rounds: Round[]): string {
  const rows = routeNames.map((name) => {
    const of = (read: (sample: Sample) => number) => median(rounds.map(round => read(round[name])))
    return [
      name,
      of(sample => sample.requestsPerSecond).toFixed(0),
      of(sample => sample.p50).toFixed(1),
      of(sample => sample.p99).toFixed(1),
      formatKnown(of(sample => cpu(sample) * 100), 0, ' %'),
      formatKnown(of(sample => cpu(sample) * 1000 / sample.requestsPerSecond), 2),
      ...formatRatios(ratios(rounds, name, 'constant')),
    ]
  })
  const header = ['route', 'requests/s', 'p50 ms', 'p99 ms', 'server CPU', 'CPU ms each', 'of constant: min', 'median', 'max']
  const [low, middle, high] = formatRatios(ratios(rounds, 'list', 'per-account'), 1)
  return `## ${title}\n\n${table([header, ...rows])}\n\nlist / per-account: ${middle} (${low} to ${high})\n`
}

/** Formats the time to get a fresh token, by method and user, as a Markdown table. */
export function reportTokens(measured: { holder: TokenHolder, rounds: TokenRound[] }[]): string {
  const header = ['fresh token of a user with', ...ways.map(way => `${way} µs`), 'vault / better-auth: min', 'median', 'max']
  const rows = measured.map(({ holder, rounds }) => [
    `${holder.accounts} account${holder.accounts === 1 ? '' : 's'}`,
    ...ways.map(way => (median(rounds.map(round => round[way])) / 1000).toFixed(0)),
    ...formatRatios(rounds.map(round => round.vault / round['better-auth']), 2),
  ])
  return `${table([header, ...rows])}\n`
}

/** The throughput of one route relative to another, for each round. */
function ratios(rounds: Round[], name: RouteName, by: RouteName): number[] {
  return rounds.map(round => round[name].requestsPerSecond / round[by].requestsPerSecond)
}

function formatRatios(values: number[], digits = 3): string[] {
  return [Math.min(...values), median(values), Math.max(...values)].map(value => value.toFixed(digits))
}

function cpu({ serverCpu = Number.NaN }: Sample): number {
  return serverCpu
}

function formatKnown(value: number, digits: number, unit = ''): string {
  return Number.isNaN(value) ? '?' : value.toFixed(digits) + unit
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function table([header, ...rows]: string[][]): string {
  const widths = header!.map((_, column) => Math.max(...[header!, ...rows].map(row => row[column]!.length)))
  const line = (cells: string[]) => `| ${cells.map((cell, column) => column ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)).join(' | ')} |`
  const rule = `|${widths.map((width, column) => column ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2)).join('|')}|`
  return [line(header!), rule, ...rows.map(line)].join('\n')
}
