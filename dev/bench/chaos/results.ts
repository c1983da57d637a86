import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Dialect } from '../../../server/database/dialect'
import { failuresOf } from './tally'
import type { Tally } from './tally'

/** A finished row. */
export interface Result {
  name: string
  title: string
  dialect: Dialect
  seconds: number
  did: string
  requests: number
  wrong: number
  lostOrDoubled: number
  lostGrants: number
  serverErrors: number
  /** Milliseconds. */
  slowest: number
  slowestHealth: number
  /** What the row did not reach. Empty if it passed. */
  failures: string[]
  /** Measurements and counts that explain the row. */
  details: string[]
}

/** Converts what a row counted. @param broken why the row could not run to its end, if it could not */
export function toResult({ name, title }: { name: string, title: string }, dialect: Dialect, tally: Tally, seconds: number, broken?: Error): Result {
  const counts = [['wrong', tally.wrong], ['lost', tally.lost], ['doubled', tally.doubled], ['grants', tally.lostGrants]] as const
  return {
    name, title, dialect, seconds,
    did: tally.did,
    requests: tally.requests,
    wrong: tally.wrong.total,
    lostOrDoubled: tally.lost.total + tally.doubled.total,
    lostGrants: tally.lostGrants.total,
    serverErrors: tally.serverErrors,
    slowest: tally.slowest,
    slowestHealth: tally.slowestHealth,
    failures: [...broken ? [`it broke off: ${broken.message}`] : [], ...failuresOf(tally)],
    details: [
      ...tally.notes,
      `${tally.healthChecks} health checks. With the time in which the machine had no processor, the slowest took ${(tally.slowestHealthInAll / 1000).toFixed(1)} s.`,
      `Answers: ${[...tally.answers].map(([answer, count]) => `${count} × ${answer}`).join(', ')}.`,
      ...counts.flatMap(([kind, counter]) => [...counter].map(([description, count]) => `${kind}: ${count} × ${description}`)),
    ],
  }
}

/** Reads finished rows. @returns none if there is no file */
export function readResults(file: string): Result[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Result[]
  }
  catch {
    return []
  }
}

/** Writes finished rows. A row replaces an earlier one of the same name and dialect. */
export function writeResult(file: string, result: Result): void {
  mkdirSync(dirname(file), { recursive: true })
  const others = readResults(file).filter(({ name, dialect }) => name !== result.name || dialect !== result.dialect)
  writeFileSync(file, `${JSON.stringify([...others, result], null, 2)}\n`)
}
