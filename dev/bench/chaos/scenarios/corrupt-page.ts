import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'
import type { Scenario } from '../scenario'
import { expectUnhealthy, restartAll, underLoad, waitSeconds } from '../under-load'

/** A page of the table `account` holds other bytes for a while, as after a fault of the disk. */
export const corruptPage = {
  name: 'corrupt-page',
  title: 'Corrupt page',
  dialects: ['sqlite'],
  run: world => underLoad(world, {
    async disturb(world) {
      const seconds = world.isShort ? 5 : 20
      world.tally.did = `${seconds} s`
      const restore = corrupt(world.database.env.SQLITE_PATH!, 'account')
      try {
        await waitSeconds(world, 'page corrupt', seconds)
        await expectUnhealthy(world)
      }
      finally {
        restore()
      }
      await restartAll(world)
    },
  }),
} satisfies Scenario

/** Overwrites the first page of a table. @returns writes the old bytes again */
function corrupt(path: string, table: string): () => void {
  const connection = new BetterSqlite3(path, { timeout: 20_000 })
  const size = connection.pragma('page_size', { simple: true }) as number
  const { rootpage } = connection.prepare('select rootpage from sqlite_master where type = \'table\' and name = ?').get(table) as { rootpage: number }
  const at = (rootpage - 1) * size
  const original = Buffer.alloc(size)

  let version = connection.pragma('user_version', { simple: true }) as number
  /** Nobody else writes meanwhile. The write at the end makes all processes read their pages again. */
  function alone(work: (file: number) => void): void {
    const file = openSync(path, 'r+')
    connection.exec('begin immediate')
    work(file)
    connection.pragma(`user_version = ${++version}`)
    connection.exec('commit')
    closeSync(file)
  }

  // All pages have to be in the file itself. Another process can write between the checkpoint and the lock, so look again.
  for (let isCorrupt = false; !isCorrupt;) {
    connection.pragma('wal_checkpoint(TRUNCATE)')
    alone((file) => {
      if (statSync(`${path}-wal`).size > 0) return
      readSync(file, original, 0, size, at)
      writeSync(file, Buffer.alloc(size, 0xAB), 0, size, at)
      isCorrupt = true
    })
  }
  return () => {
    alone(file => void writeSync(file, original, 0, size, at))
    connection.close()
  }
}
