import { getLayerDirectories, useLogger } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { platforms as ours } from '../../shared/platforms'
import { here } from './here'
import { platformFolders, readOwnPlatforms } from './own-platforms'
import { choosePlatforms } from './platforms'
import type { ChosenPlatform } from './platforms'
import { addPlatformTemplates } from './templates'
import type { ConnectModuleOptions } from './types'

const chosenOf = new WeakMap<Nuxt, Promise<ChosenPlatform[]>>()

/** The platforms of the build, read once: modules ask for them in any order. */
export function chosenPlatforms(nuxt: Nuxt): Promise<ChosenPlatform[]> {
  const known = chosenOf.get(nuxt)
  if (known) return known
  const chosen = readPlatforms(nuxt)
  chosenOf.set(nuxt, chosen)
  return chosen
}

async function readPlatforms(nuxt: Nuxt): Promise<ChosenPlatform[]> {
  const own = await readOwnPlatforms(foldersOf(nuxt), { ...nuxt.options.alias, 'nuxt-better-auth-connect/platforms': here('platforms') })
  return choosePlatforms(platformsOption(nuxt), ours, own)
}

/** Puts the chosen platforms into the build, and restarts the development server when one of the app's own changes. */
export async function buildPlatforms(nuxt: Nuxt): Promise<ChosenPlatform[]> {
  nuxt.options.alias['nuxt-better-auth-connect/platforms'] = here('platforms')
  const folders = foldersOf(nuxt)
  const chosen = await chosenPlatforms(nuxt)
  addPlatformTemplates(nuxt, chosen, ours)
  addNodeAliases(nuxt, ['nuxt-better-auth-connect/platforms'])
  // A layer in node_modules contains TypeScript files, so the bundler must compile them.
  nuxt.options.nitro.externals = { ...nuxt.options.nitro.externals, inline: [...nuxt.options.nitro.externals?.inline ?? [], ...folders] }
  nuxt.options.watch.push(...folders)
  nuxt.hook('builder:watch', async (_event, file) => {
    if (!folders.some(folder => file.startsWith(`${folder}/`))) return
    // After a failed restart Nuxt watches only its own configuration, and would not see that the file is repaired.
    try {
      await readPlatforms(nuxt)
    }
    catch (error) {
      useLogger('connect').error(`${(error as Error).message}\nThe server still runs with the platforms from before. It restarts when the files are valid.`)
      return
    }
    await nuxt.callHook('restart')
  })
  return chosen
}

/** The option of the app, or of the nearest layer that has it: Nuxt would join the lists of all layers. */
function platformsOption({ options }: Nuxt): ConnectModuleOptions['platforms'] {
  const ofLayers = options._layers.map(({ config }) => config.connect?.platforms)
  return ofLayers.find(platforms => platforms !== undefined) ?? options.connect?.platforms
}

function foldersOf(nuxt: Nuxt): string[] {
  return platformFolders(getLayerDirectories(nuxt).map(({ root }) => root))
}

/** Adds aliases to the TypeScript context of `nuxt.config`. Nuxt adds them only to its other contexts, but the types of `nuxt.config` need them, too. */
function addNodeAliases({ options: { alias, typescript } }: Nuxt, names: readonly string[]): void {
  const { compilerOptions } = typescript.nodeTsConfig ??= {}
  const paths = Object.fromEntries(names.map(name => [name, [alias[name]!]]))
  typescript.nodeTsConfig.compilerOptions = { ...compilerOptions, paths: { ...compilerOptions?.paths, ...paths } }
}
