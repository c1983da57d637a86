/** What the Vue library is imported by, with its source. `package.json` exports the same, built. */
export const libraryEntries = {
  'vue': 'vue.ts',
  'client': 'client/index.ts',
  'presets/tailwind': 'ui/presets/tailwind.ts',
  'presets/nuxt-ui': 'ui/presets/nuxt-ui.ts',
}
