import { execFile, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, preview } from 'vite'

const source = 'tests/consumers/spa'
// Below our node_modules, where the app finds Vue and Vite; the library it finds in its own.
const work = resolve('node_modules/.cache/connect-spa')

export interface Spa {
  url: string
  stop: () => Promise<void>
}

/** Installs the packed Vue package in the consumer, as npm would. */
export function installConsumer(): string {
  rmSync(work, { recursive: true, force: true })
  cpSync(source, work, { recursive: true })
  const modules = join(work, 'node_modules/vue-better-auth-connect')
  mkdirSync(modules, { recursive: true })
  run('npm', 'pack', '--workspace', 'packages/vue', '--ignore-scripts', '--pack-destination', work)
  const tarball = readdirSync(work).find(name => name.endsWith('.tgz'))!
  run('tar', '-xzf', join(work, tarball), '--strip-components=1', '-C', modules)
  return work
}

/** Builds the consumer for an API, and serves it at a port of its own. */
export async function startSpa(apiBasePath: string, port: number, host = 'localhost'): Promise<Spa> {
  const outDir = join(work, `dist-${port}`)
  await build({
    root: work,
    logLevel: 'error',
    define: { 'import.meta.env.VITE_API_BASE_PATH': JSON.stringify(apiBasePath) },
    build: { outDir },
  })
  const server = await preview({ root: work, logLevel: 'error', build: { outDir }, preview: { host, port, strictPort: true } })
  return { url: `http://${host}:${port}`, stop: () => server.close() }
}

/** @returns what the compiler has to say. Asynchronously, since connections of the test must not time out unnoticed meanwhile. */
export function typecheckConsumer(): Promise<string> {
  return new Promise(resolve => execFile('vue-tsc', ['--noEmit', '--project', work], { shell: process.platform === 'win32' }, (_, stdout) => resolve(stdout)))
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`${command} failed:\n${stderr}`)
}
