import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'

export interface ServerProcess {
  child: ChildProcess
  log(): string
  /** Resolves to the exit code. */
  exited: Promise<number | null>
  stop(): Promise<void>
}

/** Runs a built server with exactly this environment beside what a process needs, in the folder `cwd`. */
export function runServer(env: Record<string, string>, app = '.', cwd = '.'): ServerProcess {
  const child = spawn(process.execPath, [resolve(app, '.output/server/index.mjs')], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', chunk => output += chunk)
  child.stderr.on('data', chunk => output += chunk)
  const exited = new Promise<number | null>(settle => child.once('exit', settle))
  return {
    child,
    exited,
    log: () => output,
    async stop() {
      child.kill()
      await exited
    },
  }
}

export async function waitUntilHealthy(url: string, server: ServerProcess, seconds = 60): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    if (server.child.exitCode !== null) break
    const response = await fetch(`${url}/api/health`).catch(() => undefined)
    if (response?.ok) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  await server.stop()
  throw new Error(`The server did not become healthy:\n${server.log()}`)
}
