import type { Nuxt } from '@nuxt/schema'
import { here } from './here'

/**
 * Replaces the content of one of our server files in the build of the app. The file
 * itself has what scripts and tests use, which have no app.
 *
 * @param path its path in this package, without the extension
 * @param content the JavaScript of the module, with the exports of the file
 */
export function replaceServerFile(nuxt: Nuxt, path: string, content: () => string): void {
  const file = here(path)
  nuxt.hook('nitro:config', (config) => {
    config.rollupConfig ??= {} as NonNullable<typeof config.rollupConfig>
    config.rollupConfig.plugins = [config.rollupConfig.plugins, {
      name: `connect:${path}`,
      load: (id: string) => id === `${file}.ts` || id === `${file}.js` ? content() : undefined,
    }]
  })
}
