import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialect } from '../../../server/database/dialect'
import { startSandbox } from '../../sandbox'
import type { Sandbox } from '../../sandbox'
import type { Workspace } from '../workspace'
import { startCluster } from './cluster'
import type { Cluster } from './cluster'
import { openPostgresDatabase, openSqliteDatabase } from './database'
import type { ChaosDatabase } from './database'
import { startInstance } from './instance'
import type { Instance } from './instance'
import type { Scenario } from './scenario'
import type { Tally } from './tally'

/** Signs sessions and seals tokens of all instances. */
export const secret = 'a-secret-for-chaos-that-is-long-enough-0123456789'

/** What a row runs in: a database and a sandbox of its own, and the instances that it starts. */
export interface World {
  dialect: Dialect
  isShort: boolean
  tally: Tally
  folder: string
  database: ChaosDatabase
  /** Only on PostgreSQL. */
  cluster?: Cluster
  sandbox: Sandbox
  instances: Instance[]
  /** Starts an instance. Without `env`, it reaches database and sandbox directly. */
  start(env?: Record<string, string>): Promise<Instance>
  /** Shows what the row does now. */
  progress(line: string): void
}

let worlds = 0

/** Runs one row in a world of its own, and removes the world afterwards. */
export async function runInWorld(scenario: Scenario, dialect: Dialect, options: { isShort: boolean, workspace: Workspace, tally: Tally, progress: (line: string) => void }): Promise<World> {
  const { isShort, workspace, tally, progress } = options
  await using stack = new AsyncDisposableStack()
  const folder = join(workspace.folder, `row-${worlds++}`)
  mkdirSync(folder)
  stack.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  stack.defer(await scenario.prepareFolder?.(folder) ?? (() => {}))
  const cluster = dialect === 'postgresql' ? stack.adopt(await startCluster(), cluster => cluster.stop()) : undefined
  const database = stack.adopt(cluster ? await openPostgresDatabase(cluster) : openSqliteDatabase(folder), database => database.close())
  const sandbox = stack.adopt(await startSandbox(), sandbox => sandbox.close())
  const instances: Instance[] = []
  stack.defer(async () => {
    for (const instance of instances) if (instance.isUp) await instance.kill()
  })

  const world: World = {
    dialect, isShort, tally, folder, database, cluster, sandbox, instances, progress,
    async start(env = {}) {
      const instance = await startInstance(workspace, folder, tally, {
        name: `instance-${instances.length + 1}`,
        env: {
          ...database.env,
          BETTER_AUTH_SECRET: secret,
          SANDBOX_URL: sandbox.url,
          ALLOW_SANDBOX_IN_PRODUCTION: 'true',
          // Each user comes from an address of their own, so that rate limits count apart.
          TRUSTED_PROXIES: '127.0.0.1,::1',
          ...env,
        },
      })
      instances.push(instance)
      return instance
    },
  }
  await scenario.run(world)
  return world
}
