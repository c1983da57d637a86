import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Scenario } from '../scenario'
import { expectUnhealthy, underLoad, waitSeconds } from '../under-load'

/** The disk of the SQLite file is full for a while. Needs the right to mount a small file system. */
export const fullDisk = {
  name: 'full-disk',
  title: 'Full disk',
  dialects: ['sqlite'],
  async prepareFolder(folder) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder])
    return () => execFileSync('umount', ['-l', folder])
  },
  run: world => underLoad(world, {
    async disturb(world) {
      const seconds = world.isShort ? 6 : 30
      world.tally.did = `${seconds} s`
      const filler = join(world.folder, 'filler')
      fill(filler)
      try {
        await waitSeconds(world, 'disk full', seconds)
        await expectUnhealthy(world)
      }
      finally {
        rmSync(filler)
      }
    },
  }),
} satisfies Scenario

/** Writes a file until no byte is left. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  for (const size of [64 * 1024, 512, 1]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size))
    }
    catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }
  closeSync(file)
}
