import { setTimeout as wait } from 'node:timers/promises'
import type { NitroApp } from 'nitropack/types'
import { log } from './log'
import { setting } from './settings'

/** The event that starts Nitro's own shutdown. */
const nitroShutdown = 'connect:shutdown'

let stopAt: number | undefined

/** Whether the process has received a signal to stop. Health checks then answer 503. */
export function isShuttingDown(): boolean {
  return stopAt !== undefined
}

/** Milliseconds that are left for work in progress. */
export function timeToStop(): number {
  return Math.max(0, (stopAt ?? Date.now() + stopTimeout()) - Date.now())
}

/**
 * Stops the server in order on SIGTERM and SIGINT: health checks answer 503, requests
 * go on for `SHUTDOWN_DELAY_MS`, then no new ones are accepted, and those in progress
 * have `SHUTDOWN_TIMEOUT_MS` to end. A second signal ends the process at once.
 *
 * Nitro would close its port with the first signal, so that a load balancer that does not
 * know yet would get refused connections. Its shutdown is therefore started by an
 * event of ours. `NITRO_SHUTDOWN_DISABLED` and `NITRO_SHUTDOWN_SIGNALS` turn this off.
 *
 * @see https://nitro.build/deploy/runtimes/node#environment-variables
 */
export function stopOnSignals(nitro: NitroApp): void {
  if (setting('NITRO_SHUTDOWN_DISABLED') || setting('NITRO_SHUTDOWN_SIGNALS')) return
  process.env.NITRO_SHUTDOWN_SIGNALS = nitroShutdown
  process.env.NITRO_SHUTDOWN_TIMEOUT ??= String(stopTimeout())
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(nitro))
}

async function stop(nitro: NitroApp): Promise<void> {
  if (isShuttingDown()) process.exit(1)
  const delay = setting('SHUTDOWN_DELAY_MS') ?? 0
  stopAt = Date.now() + delay + stopTimeout()
  log.info('Stopping: finishing requests and renewals of tokens.')
  await wait(delay)
  // Nitro listens on presets that have a port. It closes the port, and then calls the hook `close`.
  if (process.emit(nitroShutdown as 'SIGTERM', 'SIGTERM')) return
  await nitro.hooks.callHook('close')
  process.exit(0)
}

function stopTimeout(): number {
  return setting('SHUTDOWN_TIMEOUT_MS') ?? 10_000
}
