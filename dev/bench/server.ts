import { fork, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../tests/setup/postgres'
import type { SeedPlan } from './seed'
import type { Workspace } from './workspace'

const root = fileURLToPath(new URL('../..', import.meta.url))
const entry = fileURLToPath(new URL('app/.output/server/index.mjs', import.meta.url))

export interface BenchServer {
  url: string
  /** CPU time of the server so far, in seconds. Undefined if the system does not provide it. */
  cpuSeconds(): Promise<number | undefined>
  stop(): Promise<void>
}

/** Builds the project with the routes of the benchmark, in `dev/bench/app/.output`. */
export async function buildServer(workspace: Workspace, reuse: boolean): Promise<void> {
  if (reuse && existsSync(entry)) return
  await finish(workspace.own(spawn(process.execPath, ['node_modules/nuxt/bin/nuxt.mjs', 'build', 'dev/bench/app'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })), 'The build')
}

/** Creates the accounts of the measured user and of other users. */
export async function seedDatabase(workspace: Workspace, env: Record<string, string>, plan: SeedPlan): Promise<void> {
  await finish(workspace.own(fork(new URL('seed.ts', import.meta.url), [JSON.stringify(plan)], {
    env: { ...process.env, ...env },
    silent: true,
  })), 'Seeding')
}

/** Whether a process can be pinned to one core while other cores remain free. */
export const canPin = process.platform === 'linux' && availableParallelism() > 1 && existsSync('/usr/bin/taskset')

/** Starts the built server and waits until it is healthy. */
export async function startServer(workspace: Workspace, env: Record<string, string>, pin: boolean): Promise<BenchServer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const command = pin && canPin ? ['/usr/bin/taskset', '-c', String(availableParallelism() - 1), process.execPath] : [process.execPath]
  const server = workspace.own(spawn(command[0]!, [...command.slice(1), entry], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      BETTER_AUTH_URL: url,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  }))
  const log = logOf(server)
  const exited = new Promise(resolve => server.once('exit', resolve))
  const stop = async () => {
    server.kill()
    await exited
  }
  if (!await becomesHealthy(url, server)) {
    await stop()
    throw new Error(`The server did not become healthy:\n${log()}`)
  }
  return { url, stop, cpuSeconds: () => cpuSeconds(server.pid!) }
}

async function becomesHealthy(url: string, server: ChildProcess): Promise<boolean> {
  for (let attempt = 0; attempt < 400 && server.exitCode === null; attempt++) {
    const response = await fetch(`${url}/api/health`).catch(() => undefined)
    if (response?.ok) return true
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return false
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function cpuSeconds(pid: number): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The process name is in parentheses and can contain spaces. The 12th and 13th fields after it are user and system time in 1/100 s.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function logOf(child: ChildProcess): () => string {
  let output = ''
  child.stdout?.on('data', chunk => output += chunk)
  child.stderr?.on('data', chunk => output += chunk)
  return () => output
}

async function finish(child: ChildProcess, what: string): Promise<void> {
  const log = logOf(child)
  const code = await new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject))
  if (code !== 0) throw new Error(`${what} failed:\n${log()}`)
}
