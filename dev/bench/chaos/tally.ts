/** Longest time that a request may take, in milliseconds. */
export const longestRequest = 15_000
/** Longest time that a health check may take, in milliseconds. */
export const longestHealthCheck = 1000

/** What a row counted. */
export interface Tally {
  /** What the row did, in words and numbers: `50 kills, 400 renewals`. */
  did: string
  requests: number
  /** Answers that are not true, or that no caller should get. Each with its description. */
  wrong: Counter
  /** Answers by status and error code, such as `503 DATABASE_UNAVAILABLE`. */
  answers: Counter
  /** Answers of 500. */
  serverErrors: number
  /** Acknowledged accounts and rows that are missing at the end. */
  lost: Counter
  /** Accounts that are there twice, or again after they were disconnected. */
  doubled: Counter
  /** Accounts whose tokens cannot be renewed any more at the end, although the platform never ended the grant. */
  lostGrants: Counter
  /** Longest request, in milliseconds. */
  slowest: number
  /** Longest health check in milliseconds, without the time in which the machine had no processor for it. */
  slowestHealth: number
  /** The same with that time. */
  slowestHealthInAll: number
  healthChecks: number
  /** Measurements that explain the row, without a verdict. */
  notes: string[]
}

/** Counts by description. */
export class Counter extends Map<string, number> {
  add(description: string, times = 1): void {
    this.set(description, (this.get(description) ?? 0) + times)
  }

  get total(): number {
    return [...this.values()].reduce((sum, count) => sum + count, 0)
  }
}

export function createTally(): Tally {
  return {
    did: '', requests: 0, wrong: new Counter(), answers: new Counter(), serverErrors: 0,
    lost: new Counter(), doubled: new Counter(), lostGrants: new Counter(),
    slowest: 0, slowestHealth: 0, slowestHealthInAll: 0, healthChecks: 0, notes: [],
  }
}

/** Returns what a row did not reach, in words. Empty if it passed. */
export function failuresOf({ requests, wrong, lost, doubled, lostGrants, serverErrors, slowest, slowestHealth }: Tally): string[] {
  return [
    requests === 0 && 'no request was made',
    wrong.total > 0 && `${wrong.total} wrong answers`,
    lost.total > 0 && `${lost.total} lost`,
    doubled.total > 0 && `${doubled.total} doubled`,
    lostGrants.total > 0 && `${lostGrants.total} grants lost`,
    serverErrors > 0 && `${serverErrors} answers of 500`,
    slowest > longestRequest && `a request took ${(slowest / 1000).toFixed(1)} s`,
    slowestHealth > longestHealthCheck && `a health check took ${(slowestHealth / 1000).toFixed(1)} s`,
  ].filter(failure => failure !== false)
}
