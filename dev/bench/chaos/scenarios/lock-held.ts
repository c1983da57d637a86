import BetterSqlite3 from 'better-sqlite3'
import postgres from 'postgres'
import type { Scenario } from '../scenario'
import { underLoad, waitSeconds } from '../under-load'
import type { World } from '../world'

/** Another program holds a lock that every write of accounts needs. On PostgreSQL, reads need it too. */
export const lockHeld = {
  name: 'lock-held',
  title: 'Lock held by another process',
  dialects: ['sqlite', 'postgresql'],
  run: world => underLoad(world, {
    async disturb(world) {
      const seconds = world.isShort ? 18 : 40
      world.tally.did = `${seconds} s`
      const release = world.dialect === 'sqlite' ? holdWriteLock(world) : await holdTableLock(world)
      try {
        await waitSeconds(world, 'lock held', seconds)
      }
      finally {
        await release()
      }
    },
  }),
} satisfies Scenario

function holdWriteLock({ database }: World): () => void {
  const file = new BetterSqlite3(database.env.SQLITE_PATH!, { timeout: 20_000 })
  file.exec('begin immediate')
  return () => {
    file.exec('rollback')
    file.close()
  }
}

async function holdTableLock({ database, cluster }: World): Promise<() => Promise<void>> {
  const client = postgres(Object.assign(new URL(cluster!.url), { pathname: new URL(database.env.DATABASE_URL!).pathname }).href, { max: 1, onnotice: () => {} })
  const connection = await client.reserve()
  await connection`begin`
  await connection`lock table account in access exclusive mode`
  return async () => {
    await connection`rollback`
    connection.release()
    await client.end({ timeout: 1 })
  }
}
