import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../tests/setup/postgres'
import { runServer, waitUntilHealthy } from '../../../tests/setup/process'
import type { ServerProcess } from '../../../tests/setup/process'
import type { Workspace } from '../workspace'
import { ask } from './ask'
import { watchStarvation } from './starvation'
import type { Tally } from './tally'

const app = fileURLToPath(new URL('../app', import.meta.url))
/** Milliseconds between health checks of an instance. */
const healthEvery = 400
/** Milliseconds between the last new request and `SIGTERM`. */
const drainMilliseconds = 500
/** Seconds that a start may take while other processes keep the machine busy. */
const startSeconds = 180

/** One server of several. It keeps its port and its folder when it is started again. */
export interface Instance {
  url: string
  /** How often it was killed. A request that meets a kill gets no answer. */
  kills: number
  /** Whether new requests may be sent to it. */
  isUp: boolean
  pid: number
  start(): Promise<void>
  /** Ends it with `SIGKILL`. */
  kill(): Promise<void>
  /** Ends it with `SIGTERM`, after new requests have gone elsewhere for a moment, as a load balancer does it. @returns its exit code, and how many milliseconds it took */
  terminate(): Promise<{ code: number | null, milliseconds: number }>
  log(): string
}

export interface InstanceOptions {
  name: string
  env: Record<string, string>
}

/** Starts an instance of the built server, and checks its health all the time. */
export async function startInstance(workspace: Workspace, folder: string, tally: Tally, { name, env }: InstanceOptions): Promise<Instance> {
  const cwd = join(folder, name)
  mkdirSync(cwd, { recursive: true })
  const port = await freePort()
  const logs: (() => string)[] = []
  let server: ServerProcess
  const instance: Instance = {
    url: `http://localhost:${port}`,
    kills: 0,
    isUp: false,
    pid: 0,
    async start() {
      server = runServer({ ...env, PORT: String(port) }, app, cwd)
      workspace.own(server.child)
      logs.push(server.log)
      instance.pid = server.child.pid!
      await waitUntilHealthy(instance.url, server, startSeconds)
      instance.isUp = true
      void watchHealth(instance, tally)
    },
    async kill() {
      instance.isUp = false
      instance.kills++
      server.child.kill('SIGKILL')
      await server.exited
    },
    async terminate() {
      instance.isUp = false
      await new Promise(resolve => setTimeout(resolve, drainMilliseconds))
      const startedAt = performance.now()
      server.child.kill('SIGTERM')
      const code = await server.exited
      return { code, milliseconds: performance.now() - startedAt }
    },
    log: () => logs.map(log => log()).join('\n'),
  }
  await instance.start()
  return instance
}

async function watchHealth(instance: Instance, tally: Tally): Promise<void> {
  const { pid } = instance
  const isMeant = () => instance.isUp && instance.pid === pid
  while (isMeant()) {
    const starved = watchStarvation(pid)
    const { status, milliseconds, failure } = await ask(`${instance.url}/api/health`)
    if (!isMeant()) return
    tally.healthChecks++
    tally.slowestHealth = Math.max(tally.slowestHealth, milliseconds - starved())
    tally.slowestHealthInAll = Math.max(tally.slowestHealthInAll, milliseconds)
    if (status !== 200 && status !== 503) tally.wrong.add(`health: ${status || `no answer (${failure})`}`)
    await new Promise(resolve => setTimeout(resolve, healthEvery))
  }
}
