import { addImports, addPlugin, addRouteMiddleware, addServerScanDir, getLayerDirectories } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { composables } from './composables'
import { here } from './here'

/**
 * Gives the app our server routes, plugins, middleware, layout, components and composables.
 * Where the package is a layer, as in this repository and in an app that has it in
 * `extends`, Nuxt finds most of them by itself.
 *
 * @param prefix prefix of our components' names
 */
export function addFolders(nuxt: Nuxt, prefix: string): void {
  addComponents(nuxt, prefix)
  addComposables(nuxt)
  if (getLayerDirectories(nuxt).some(({ root }) => root === here(''))) return

  addServerScanDir(here('server'))
  for (const name of ['connect', 'callback-hash.client']) addPlugin(here(`plugins/${name}`), { append: true })
  for (const name of ['auth', 'guest']) addRouteMiddleware({ name, path: here(`middleware/${name}`) })
  nuxt.hook('app:resolve', (app) => {
    app.layouts.connect ??= { name: 'connect', file: here('layouts/connect.vue') }
  })
  nuxt.options.build.transpile.push(here(''))
  // Nuxt skips auto-imports in `node_modules` unless the folder is listed here.
  const { transform } = nuxt.options.imports
  nuxt.options.imports.transform = { ...transform, include: [...transform?.include ?? [], isOurs] }
}

/** Matches our files, but not those of our dependencies. */
const isOurs = new RegExp(`^${here('').replaceAll(/[^\w/]/g, '\\$&')}(?!node_modules/)`)

function addComponents(nuxt: Nuxt, prefix: string): void {
  const path = here('components')
  nuxt.hook('components:dirs', (dirs) => {
    const others = dirs.filter(dir => (typeof dir === 'string' ? dir : dir.path) !== path)
    dirs.splice(0, dirs.length, ...others, { path, prefix, pathPrefix: false, extensions: ['vue'] })
  })
}

/** Adds the public composables only. The folder has others, which components use. */
function addComposables(nuxt: Nuxt): void {
  nuxt.hook('imports:dirs', (dirs) => {
    const found = dirs.indexOf(here('composables'))
    if (found >= 0) dirs.splice(found, 1)
  })
  addImports(composables.map(name => ({ name, from: here(`composables/${name === 'usePlatforms' ? 'usePlatform' : name}`) })))
}
