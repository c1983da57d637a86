import type { Scenario } from '../scenario'
import { expectUnhealthy, underLoad, waitSeconds } from '../under-load'
import type { World } from '../world'

/** A row in which PostgreSQL itself fails, under mixed load of three instances. */
function postgresFails(name: string, title: string, disturb: (world: World, cluster: NonNullable<World['cluster']>) => Promise<void>): Scenario {
  return { name, title, dialects: ['postgresql'], run: world => underLoad(world, { disturb: world => disturb(world, world.cluster!) }) }
}

export const stopped = postgresFails('stopped', 'PostgreSQL stopped', async (world, cluster) => {
  const [times, seconds] = world.isShort ? [1, 3] : [3, 10]
  world.tally.did = `${times} × ${seconds} s`
  for (let time = 0; time < times; time++) {
    await cluster.halt()
    await waitSeconds(world, 'stopped', seconds)
    await expectUnhealthy(world)
    await cluster.start()
    await waitSeconds(world, 'started again', 3)
  }
})

export const crashed = postgresFails('crashed', 'PostgreSQL crashed', async (world, cluster) => {
  const times = world.isShort ? 2 : 6
  world.tally.did = `${times} crashes`
  for (let time = 0; time < times; time++) {
    await cluster.crash()
    await cluster.start()
    await waitSeconds(world, 'restarted after a crash', 2)
  }
})

export const frozen = postgresFails('frozen', 'PostgreSQL frozen', async (world, cluster) => {
  const seconds = world.isShort ? [18] : [5, 20, 60]
  world.tally.did = `${seconds.join(', ')} s`
  for (const time of seconds) {
    await cluster.freeze()
    try {
      await waitSeconds(world, 'frozen', time)
      await expectUnhealthy(world)
    }
    finally {
      await cluster.thaw()
    }
    await waitSeconds(world, 'goes on', 3)
  }
})
