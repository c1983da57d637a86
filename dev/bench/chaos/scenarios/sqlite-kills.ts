import { setTimeout as wait } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import { askForToken } from '../accounts'
import type { Scenario } from '../scenario'
import { underLoad, waitSeconds } from '../under-load'

/** A process is killed while it writes. Every write that it acknowledged must be in the file. */
export const sqliteKills = {
  name: 'sqlite-kills',
  title: 'SQLite killed while it writes',
  dialects: ['sqlite'],
  run: world => underLoad(world, {
    instances: 2,
    async disturb(world, customers) {
      const { tally, instances, database, isShort, sandbox } = world
      // The kills must meet no renewal: some of those can be lost, which other rows measure.
      sandbox.state.platforms.get('x')!.state.resetLifetime()
      await wait(5000)
      for (const { x } of customers) while (!(await askForToken(world, instances[0]!, x)).token) await wait(500)
      const kills = isShort ? 4 : 20
      tally.did = `${kills} kills`
      for (let kill = 0; kill < kills; kill++) {
        const instance = instances[kill % instances.length]!
        await waitSeconds(world, `kill ${kill + 1} of ${kills}`, 0.5 + Math.random())
        await instance.kill()
        await instance.start()
      }
      const file = new BetterSqlite3(database.env.SQLITE_PATH!)
      if (file.pragma('integrity_check', { simple: true }) !== 'ok') tally.lost.add('integrity of the file')
      file.close()
    },
  }),
} satisfies Scenario
