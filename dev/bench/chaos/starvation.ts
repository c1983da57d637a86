import { readFileSync } from 'node:fs'

/**
 * Measures from now on how long a server or this process had to wait for a processor,
 * whichever waited longer. On a busy machine this is part of a latency, and says nothing
 * about the server.
 *
 * @returns reads the milliseconds so far. 0 where the system does not tell
 * @see https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
 */
export function watchStarvation(pid: number): () => number {
  const before = [pid, process.pid].map(starvation)
  return () => Math.max(0, ...[pid, process.pid].map((pid, index) => starvation(pid) - before[index]!))
}

/** How long the main thread of a process has waited for a processor so far, in milliseconds. */
function starvation(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6
  }
  catch {
    return 0
  }
}
