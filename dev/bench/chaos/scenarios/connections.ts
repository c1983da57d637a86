import { setTimeout as wait } from 'node:timers/promises'
import postgres from 'postgres'
import { maxConnections } from '../cluster'
import type { Scenario } from '../scenario'
import { underLoad, waitSeconds } from '../under-load'
import type { World } from '../world'

/** Connections that are left for three instances. */
const connectionsLeft = 4
/** Connections that PostgreSQL keeps for superusers. */
const reserved = 3

/** Other programs take nearly all connections, and the instances lose theirs. */
export const connections = {
  name: 'connections',
  title: 'Too few connections',
  dialects: ['postgresql'],
  run: world => underLoad(world, {
    async disturb(world) {
      const seconds = world.isShort ? 8 : 30
      world.tally.did = `max_connections reached for ${seconds} s, ${connectionsLeft} connections left`
      const others = takeConnections(world)
      try {
        await others.taken
        await waitSeconds(world, 'connections taken', seconds)
      }
      finally {
        await others.release()
      }
    },
  }),
} satisfies Scenario

/** Takes connections until only a few are left, and ends those of the instances, as a restart of a pooler does. */
function takeConnections({ database, cluster }: World): { taken: Promise<void>, release: () => Promise<void> } {
  const url = new URL(database.env.DATABASE_URL!)
  const admin = postgres(cluster!.url, { max: 1, onnotice: () => {} })
  const clients: postgres.Sql[] = []
  async function take(): Promise<void> {
    while (clients.length < maxConnections - reserved - connectionsLeft) {
      const client = postgres(url.href, { max: 1, onnotice: () => {}, connection: { application_name: 'chaos' } })
      try {
        await client`select 1`
        clients.push(client)
      }
      catch {
        await client.end({ timeout: 1 })
        const [victim] = await admin`select pid from pg_stat_activity where usename = ${url.username} and application_name <> 'chaos' limit 1`
        if (victim) await admin`select pg_terminate_backend(${victim.pid as number})`
        await wait(5)
      }
    }
  }
  return {
    taken: take(),
    async release() {
      await Promise.all(clients.map(client => client.end({ timeout: 1 })))
      await admin.end({ timeout: 1 })
    },
  }
}
