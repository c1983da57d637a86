import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server; each test server makes a database of its own there. */
    postgresUrl: string
  }
}

/** The app itself, an app with the built package as a module, and two that extend the source as a layer: one with its own options of Better Auth, one of Nuxt UI. */
const builds = ['.', 'tests/fixtures/app', 'tests/fixtures/auth-app', 'tests/fixtures/gallery']

/** Builds what is tested, as it is deployed, and starts PostgreSQL. `REUSE_BUILD=true` uses builds that exist. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Two at a time: a build leaves one of two cores idle for half of its time.
  const [app, ...others] = builds
  await Promise.all([build(app!), buildPackages()])
  await Promise.all(others.map(build))
  const postgres = await startPostgres()
  project.provide('postgresUrl', postgres.url)
  return postgres.stop
}

async function build(folder: string): Promise<void> {
  if (process.env.REUSE_BUILD === 'true' && existsSync(`${folder}/.output/server/index.mjs`)) return
  await run('nuxt', ['build', folder], { NODE_ENV: 'production' })
}

/** Both packages, which tests use as an app gets them. The types of the Nuxt package are not needed here. */
async function buildPackages(): Promise<void> {
  if (process.env.REUSE_BUILD === 'true' && existsSync('packages/vue/dist/vue.d.ts') && existsSync('dist/index.js')) return
  await run('tsx', ['scripts/build-package.ts', '--no-types'])
  await run('tsx', ['scripts/build-library.ts'])
}

function run(command: string, args: string[], env: Record<string, string> = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024, shell: process.platform === 'win32' }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`))
      else resolve()
    })
  })
}
