import { loadNuxtConfig } from '@nuxt/kit'
import { choosePlatforms } from '../../modules/connect/platforms'
import { platformFolders, readOwnPlatforms } from '../../modules/connect/own-platforms'
import { here } from '../../modules/connect/here'
import type { ConnectModuleOptions } from '../../modules/connect/types'
import { useRuntimeSettings } from '../../server/settings'
import type { ConnectRuntimeConfig } from '../../server/settings'
import { platforms as ours } from '../../shared/platforms'
import type { PlatformDefinition } from '../../shared/platforms/definition'
import { reasonOf } from '../output'
import { fail, ok, warn } from './finding'
import type { Finding } from './finding'

interface Layer {
  cwd?: string
  config?: { rootDir?: string, modules?: unknown[], connect?: { platforms?: ConnectModuleOptions['platforms'] } }
}

export interface AppConfig {
  platforms: PlatformDefinition[]
  findings: Finding[]
}

/**
 * Reads the app's `nuxt.config` and its own platforms, as the build does, and uses
 * its settings. A deployed server has no `nuxt.config`: then only the environment
 * counts, and all of our platforms.
 */
export async function readAppConfig(folder: string): Promise<AppConfig> {
  const standard = Object.values(ours)
  try {
    const config = await loadNuxtConfig({ cwd: folder })
    const layers = config._layers as readonly Layer[]
    if (!(config as { _nuxtConfigFile?: string })._nuxtConfigFile) return { platforms: standard, findings: [warn('app', 'This folder has no nuxt.config, so only the environment is checked.', 'Run doctor in the folder of the app.')] }
    const isOurs = layers.some(({ cwd, config }) => config?.modules?.flat().includes('nuxt-better-auth-connect') || cwd?.replace(/\/$/, '') === here('').replace(/\/$/, ''))
    useRuntimeSettings(config.runtimeConfig?.connect as Partial<ConnectRuntimeConfig> | undefined)
    const roots = layers.map(({ cwd, config }) => config?.rootDir ?? cwd ?? folder)
    const own = await readOwnPlatforms(platformFolders(roots), { 'nuxt-better-auth-connect/platforms': here('platforms') })
    const option = layers.map(({ config }) => config?.connect?.platforms).find(platforms => platforms !== undefined)
    const platforms = choosePlatforms(option, ours, own).map(({ definition }) => definition)
    return { platforms, findings: [isOurs ? ok('app', `nuxt.config is valid, with ${platforms.length} platforms.`) : fail('app', 'nuxt.config does not use nuxt-better-auth-connect.', 'Run `npx nuxt-better-auth-connect init`.')] }
  }
  catch (error) {
    return { platforms: standard, findings: [fail('app', `nuxt.config or a platform of the app cannot be read: ${reasonOf(error)}`, 'Correct the file.')] }
  }
}
