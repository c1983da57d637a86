/** Entry points of the Vue package and their source files, without the extension. `packages/vue/package.json` exports the built files. */
export const libraryEntries = {
  'vue': 'vue',
  'client': 'client/index',
  'presets/tailwind': 'ui/presets/tailwind',
  'presets/nuxt-ui': 'ui/presets/nuxt-ui',
}
