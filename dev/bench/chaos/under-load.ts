import { setTimeout as wait } from 'node:timers/promises'
import { ask } from './ask'
import { countLostGrants, countLostRows, recover } from './invariants'
import { createCustomers, startTraffic } from './traffic'
import type { Customer } from './traffic'
import type { World } from './world'

/** What happens to a world under load. */
export interface Disturbance {
  /** Environment of each instance. */
  env?: Record<string, string>
  /** @default 3, or 2 in the short run */
  instances?: number
  /** Breaks something and mends it again, while requests arrive. */
  disturb(world: World, customers: Customer[]): Promise<void>
}

/** Seconds of undisturbed load before and after. */
const calmSeconds = 2

/** Runs mixed load on several instances, disturbs it, and checks at the end that nothing was lost. */
export async function underLoad(world: World, { env, instances = world.isShort ? 2 : 3, disturb }: Disturbance): Promise<void> {
  const { tally } = world
  // The first creates the tables.
  await world.start(env)
  await Promise.all(Array.from({ length: instances - 1 }, () => world.start(env)))
  const customers = await createCustomers(world)
  const traffic = startTraffic(world, customers)
  try {
    await wait(calmSeconds * 1000)
    await disturb(world, customers)
    await recover(world)
    await wait(calmSeconds * 1000)
  }
  finally {
    await traffic.stop()
  }
  const rows = customers.flatMap(({ posts }) => posts).length
  const accounts = customers.flatMap(({ keys }) => [...keys.values()]).filter(({ state }) => state !== 'unknown').length
  tally.did += `${tally.did && ', '}${instances} instances, ${rows} rows and ${accounts} accounts written`
  await countLostRows(world, customers)
  await countLostGrants(world, customers.map(({ x }) => x))
}

/** Waits, and shows how long still. */
export async function waitSeconds({ progress }: World, what: string, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left--) {
    progress(`${what}, ${left} s left`)
    await wait(Math.min(left, 1) * 1000)
  }
}

/** Restarts all instances one after the other, as an operator does after the restore of a database. */
export async function restartAll({ instances, progress }: World): Promise<void> {
  for (const [number, instance] of instances.entries()) {
    progress(`restarting instance ${number + 1}`)
    await instance.terminate()
    await instance.start()
  }
}

/** Counts instances that call themselves healthy although they cannot serve. For the end of a fault, when they had time to notice. */
export async function expectUnhealthy({ instances, tally }: World): Promise<void> {
  for (const { status } of await Promise.all(instances.map(({ url }) => ask(`${url}/api/health`)))) {
    if (status !== 503) tally.wrong.add(`health: ${status} during the fault`)
  }
}
