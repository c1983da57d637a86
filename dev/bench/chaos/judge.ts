import type { Answer } from './ask'
import type { Tally } from './tally'

/** Statuses that ask the caller to try again. They are true while something is broken. */
const temporary = [502, 503, 504]

export interface Expectation {
  /** What was asked, such as `list`. */
  what: string
  /** Returns what is wrong with the body of a successful answer. */
  check?: (body: unknown) => string | undefined
  /** Statuses that are true here, besides success and those that ask to try again. */
  allows?: number[]
  /** Whether the instance was killed since the request began, so that no answer is expected. */
  wasKilled?: () => boolean
}

/** Counts an answer. @returns whether the request succeeded with a true answer */
export function judge(tally: Tally, answer: Answer, { what, check, allows = [], wasKilled }: Expectation): boolean {
  const { status, failure, milliseconds, headers } = answer
  if (status === 0 && wasKilled?.()) {
    tally.answers.add('cut off by the kill')
    return false
  }
  tally.requests++
  tally.slowest = Math.max(tally.slowest, milliseconds)
  const body = parse(answer.body)
  const code = (body as { code?: string, message?: string } | undefined)?.code
  tally.answers.add([status || failure, code].filter(Boolean).join(' '))
  if (status === 500) tally.serverErrors++
  else if (status >= 200 && status < 300) {
    const problem = check?.(body)
    if (problem) tally.wrong.add(`${what}: ${problem}`)
    return !problem
  }
  else if (!temporary.includes(status) && !allows.includes(status)) tally.wrong.add(`${what}: ${status || `no answer (${failure})`}${code ? ` ${code}` : ''}`)
  else if (status === 503 && code && !headers['retry-after']) tally.wrong.add(`${what}: 503 ${code} without Retry-After`)
  return false
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  }
  catch {
    return undefined
  }
}
