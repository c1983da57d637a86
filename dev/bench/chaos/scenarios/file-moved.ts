import { renameSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { Scenario } from '../scenario'
import { expectUnhealthy, restartAll, underLoad, waitSeconds } from '../under-load'

/** Seconds in which a server may notice that its file is gone. */
const noticeSeconds = 2

/**
 * The SQLite file is moved away while the servers run, and back later. A process that
 * has it open could go on writing to it, and the next start would not find these writes.
 */
export const fileMoved = {
  name: 'file-moved',
  title: 'File moved away',
  dialects: ['sqlite'],
  run: world => underLoad(world, {
    async disturb(world, customers) {
      const seconds = world.isShort ? 4 : 20
      world.tally.did = `${seconds} s`
      const path = world.database.env.SQLITE_PATH!
      const suffixes = ['', '-wal', '-shm']
      for (const suffix of suffixes) renameSync(path + suffix, `${path}.away${suffix}`)
      try {
        await wait(noticeSeconds * 1000)
        const written = () => customers.reduce((sum, { posts }) => sum + posts.length, 0)
        const before = written()
        await waitSeconds(world, 'file away', seconds)
        await expectUnhealthy(world)
        if (written() > before) world.tally.wrong.add('write: acknowledged although the file is gone', written() - before)
      }
      finally {
        for (const suffix of suffixes) renameSync(`${path}.away${suffix}`, path + suffix)
      }
      await restartAll(world)
    },
  }),
} satisfies Scenario
