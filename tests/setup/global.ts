import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server; each test server makes a database of its own there. */
    postgresUrl: string
  }
}

/** The app itself, and apps that extend it as a layer: one with routes of its own, one made of Nuxt UI. */
const builds = ['.', 'tests/fixtures/app', 'tests/fixtures/gallery']

/** Builds what is tested, as it is deployed, and starts PostgreSQL. `REUSE_BUILD=true` takes the builds that are there. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  for (const folder of builds) build(folder)
  buildLibrary()
  const postgres = await startPostgres()
  project.provide('postgresUrl', postgres.url)
  return postgres.stop
}

function build(folder: string): void {
  if (process.env.REUSE_BUILD === 'true' && existsSync(`${folder}/.output/server/index.mjs`)) return
  const { status, stdout, stderr } = spawnSync('nuxt', ['build', folder], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status !== 0) throw new Error(`Building ${folder} failed:\n${stdout}\n${stderr}`)
}

/** The Vue library, which tests take as an app gets it. */
function buildLibrary(): void {
  if (process.env.REUSE_BUILD === 'true' && existsSync('dist/vue.d.ts')) return
  const { status, stdout, stderr } = spawnSync('tsx', ['scripts/build-library.ts'], { encoding: 'utf8', shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`Building the library failed:\n${stdout}\n${stderr}`)
}
