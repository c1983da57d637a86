import type { Tally } from './tally'

/** Milliseconds between lines, where a terminal cannot show a line that changes. */
const lineEvery = 10_000

/** Shows what the running rows do and have counted so far. */
export interface Progress {
  /** Adds a row. @returns sets what it does now */
  add(row: string, tally: Tally): (line: string) => void
  remove(row: string): void
}

export function createProgress(): Progress {
  const { isTTY, columns } = process.stderr
  const running = new Map<string, { tally: Tally, line: string, startedAt: number }>()
  const clear = () => void (isTTY && process.stderr.write('\r\x1B[K'))
  function describe([row, { tally, line, startedAt }]: [string, { tally: Tally, line: string, startedAt: number }]): string {
    return `${row} ${Math.round((Date.now() - startedAt) / 1000)} s: ${line}; ${tally.requests} requests, ${tally.wrong.total} wrong, ${tally.serverErrors} × 500`
  }
  const timer = setInterval(() => {
    if (running.size === 0) return
    const lines = [...running].map(describe)
    clear()
    if (isTTY) process.stderr.write(lines.join(' | ').slice(0, columns - 1))
    else console.error(lines.join('\n'))
  }, isTTY ? 500 : lineEvery)
  timer.unref()
  return {
    add(row, tally) {
      const state = { tally, line: 'starting', startedAt: Date.now() }
      running.set(row, state)
      return line => void (state.line = line)
    },
    remove(row) {
      running.delete(row)
      clear()
    },
  }
}
