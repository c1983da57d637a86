import type { Nuxt } from '@nuxt/schema'
import { defu } from 'defu'
import { here } from './here'

/** Sets what our server code needs of Nitro and Vite. */
export function addServerOptions(nuxt: Nuxt): void {
  const { nitro } = nuxt.options
  // The types of Nuxt know `$server` only in `nuxt.config`.
  const vite = nuxt.options.vite as { $server?: object }
  // Node parses the package.json of a module's package for every module it loads. That of drizzle-orm has 180 kB, so
  // that 143 of its modules took two thirds of the server's start. The other two import it, and would bring it back.
  const inline = ['drizzle-orm', '@better-auth/drizzle-adapter', 'better-auth/dist/adapters/drizzle-adapter']
  // Better Auth's telemetry looks for installed packages, so the trace would add the package.json of every
  // development tool. Nitro writes those of packages that are part of the build itself.
  const ignore = (path: string) => /node_modules\/(?:@[^/]+\/)?[^/@]+\/package\.json$/.test(path)
  nitro.externals = {
    ...nitro.externals,
    inline: [...nitro.externals?.inline ?? [], ...inline],
    traceOptions: { ignore, ...nitro.externals?.traceOptions },
  }
  // The server's source does not belong on a server that others may read. An app that wants it sets `sourcemap`.
  const isChosen = nuxt.options._layers.some(({ config }) => config.sourcemap !== undefined)
  if (!isChosen) nuxt.options.sourcemap.server = false
  nitro.experimental = { ...nitro.experimental, tasks: true }
  nitro.scheduledTasks = { '17 * * * *': ['connect:keep-alive', 'connect:clean-up'], ...nitro.scheduledTasks }
  // The build includes the migrations, because a deployed server has no checkout to read them from.
  nitro.serverAssets = [...nitro.serverAssets ?? [], { baseName: 'migrations', dir: here('drizzle') }]
  // Nuxt treats shared/ of a layer as external in the server bundle of the pages, and Nitro resolves it.
  // Our imports of it are relative (aliases resolve to the consuming app), so Nitro needs absolute paths.
  vite.$server = defu({ build: { rolldownOptions: { makeAbsoluteExternalsRelative: false } } }, vite.$server)
}
