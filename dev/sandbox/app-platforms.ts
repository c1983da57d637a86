import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PlatformDefinition } from '../../shared/platforms'

/**
 * Loads an app's own platforms: the default exports of `connect/platforms/*.ts`.
 *
 * @param app the app's folder
 */
export async function loadAppPlatforms(app: string): Promise<PlatformDefinition[]> {
  const folder = resolve(app, 'connect/platforms')
  if (!existsSync(folder)) return []
  const files = (await readdir(folder)).filter(name => /^[^.]+\.[cm]?[jt]s$/.test(name)).sort()
  return Promise.all(files.map(async (name) => {
    const { default: definition } = await import(pathToFileURL(join(folder, name)).href) as { default?: PlatformDefinition }
    if (!definition?.id) throw new Error(`connect/platforms/${name} has no platform as its default export. Export what definePlatform() returns.`)
    return definition
  }))
}
