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

/** Builds the app once, as it is deployed, and starts PostgreSQL. `REUSE_BUILD=true` takes the build that is there. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.env.REUSE_BUILD !== 'true' || !existsSync('.output/server/index.mjs')) {
    const { status, stdout, stderr } = spawnSync('nuxt', ['build'], { encoding: 'utf8', shell: process.platform === 'win32', env: { ...process.env, NODE_ENV: 'production' } })
    if (status !== 0) throw new Error(`The build failed:\n${stdout}\n${stderr}`)
  }
  const postgres = await startPostgres()
  project.provide('postgresUrl', postgres.url)
  return postgres.stop
}
