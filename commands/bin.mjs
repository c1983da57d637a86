#!/usr/bin/env node
// Starts the commands. It is JavaScript that old versions of Node can read, so that they can show the sentence below.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 19)) {
  console.error(`nuxt-better-auth-connect needs Node 22.19 or newer, and this is Node ${process.versions.node}. Install a newer Node, and run the command again.`)
  process.exitCode = 1
}
else {
  // The package contains TypeScript, which Node does not load from node_modules. The cache makes the second start
  // faster. Without node_modules there is none: others could write to a cache in the shared temporary folder.
  const { createJiti } = await import('jiti')
  const modules = join(process.cwd(), 'node_modules')
  const jiti = createJiti(import.meta.url, { fsCache: existsSync(modules) && join(modules, '.cache/nuxt-better-auth-connect') })
  const { run } = await jiti.import('./index')
  await run()
}
