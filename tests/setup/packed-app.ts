import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Outcome } from './commands'

/** The folder of an app that has installed the packed tarball. */
export interface PackedApp {
  folder: string
  /** The file that `npx nuxt-better-auth-connect` runs. */
  bin: string
  /** Runs `npx nuxt-better-auth-connect` with exactly this environment beside what a process needs. */
  run(args: string[], env?: Record<string, string>): Promise<Outcome>
  remove(): void
}

/** Packs the project and installs it in an empty app, as npm would. What it depends on is linked, since npm would ask a registry. */
export function createPackedApp(): PackedApp {
  const folder = mkdtempSync(join(tmpdir(), 'connect-app-'))
  const modules = join(folder, 'node_modules')
  const installed = join(modules, 'nuxt-better-auth-connect')
  mkdirSync(installed, { recursive: true })
  for (const name of readdirSync('node_modules')) if (name !== '.cache') symlinkSync(resolve('node_modules', name), join(modules, name))
  spawn('npm', 'pack', '--ignore-scripts', '--pack-destination', folder)
  const tarball = join(folder, readdirSync(folder).find(name => name.endsWith('.tgz'))!)
  spawn('tar', '-xzf', tarball, '--strip-components=1', '-C', installed)
  rmSync(tarball)
  const bin = join(installed, 'dist/commands/bin.mjs')
  return {
    folder,
    bin,
    run: (args, env = {}) => new Promise((done) => {
      const environment = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...env }
      execFile(process.execPath, [bin, ...args], { cwd: folder, env: environment, timeout: 50_000 }, (error, stdout, stderr) => {
        done({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr })
      })
    }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function spawn(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`${command} failed:\n${stderr}`)
}
