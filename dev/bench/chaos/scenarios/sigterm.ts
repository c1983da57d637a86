import { setTimeout as wait } from 'node:timers/promises'
import { tokenPath } from '../accounts'
import { ask } from '../ask'
import { startGate } from '../gate'
import type { Gate } from '../gate'
import type { Scenario } from '../scenario'
import type { Customer } from '../traffic'
import { underLoad } from '../under-load'
import type { World } from '../world'

/** Longest time that an instance may take to end, in milliseconds. */
const longestShutdown = 15_000
/** Milliseconds that the platform's answers need, so that `SIGTERM` meets renewals. */
const answerTime = 3000
/** Renewals at each end whose callers have gone. */
const leftAlone = 3

/**
 * Each instance is ended in turn, as an update of an app does it. Requests under way must
 * be answered, and renewals under way must be stored, also when nobody waits for them.
 */
export const sigterm = {
  name: 'sigterm',
  title: 'SIGTERM under load',
  dialects: ['sqlite', 'postgresql'],
  async run(world) {
    const gate = await startGate(world.sandbox.url)
    try {
      await underLoad(world, { env: { SANDBOX_URL: gate.url }, disturb: (world, customers) => disturb(world, gate, customers) })
    }
    finally {
      await gate.close()
    }
  },
} satisfies Scenario

async function disturb(world: World, gate: Gate, customers: Customer[]): Promise<void> {
  const { tally, instances, isShort, database, progress } = world
  const rounds = isShort ? 1 : 3
  tally.did = `${rounds * instances.length} times`
  for (let round = 0; round < rounds; round++) {
    for (const [number, instance] of instances.entries()) {
      progress(`ending instance ${number + 1}, round ${round + 1} of ${rounds}`)
      gate.beforeAnswering = () => wait(answerTime)
      const accounts = customers.slice(number * leftAlone, (number + 1) * leftAlone).map(({ x }) => x)
      await database.expire(accounts.map(({ id }) => id))
      for (const account of accounts) void ask(instance.url + tokenPath(account), { timeout: answerTime / 3 })
      await wait(answerTime / 2)
      const { code, milliseconds } = await instance.terminate()
      gate.beforeAnswering = undefined
      if (code !== 0) tally.wrong.add(`exit code ${code} after SIGTERM`)
      if (milliseconds > longestShutdown) tally.wrong.add('an instance needed longer than 15 s to end')
      await instance.start()
    }
  }
}
