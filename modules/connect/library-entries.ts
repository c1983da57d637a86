/** Entry points of the Vue library and their source files. `package.json` exports the built files. */
export const libraryEntries = {
  'vue': 'vue.ts',
  'client': 'client/index.ts',
  'presets/tailwind': 'ui/presets/tailwind.ts',
  'presets/nuxt-ui': 'ui/presets/nuxt-ui.ts',
}
