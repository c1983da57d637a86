import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What is for work on this project itself. An app that extends it must not inherit that, and need not have the module. */
const forOurselves = existsSync(fileURLToPath(new URL('./eslint.config.mjs', import.meta.url)))

// No `srcDir`: apps that extend this one would inherit it, and lose their `app/`.
export default defineNuxtConfig({
  modules: forOurselves ? ['@nuxt/eslint'] : [],
  components: [{ path: './components', pathPrefix: false }],
  devtools: { enabled: false },
  runtimeConfig: {
    public: {
      connect: {
        /** Where the account API is, when it is another server's. */
        apiBasePath: '',
        /** Whether accounts are connected in a popup rather than by leaving the page. */
        popup: false,
      },
    },
  },
  compatibilityDate: '2026-11-01',
  nitro: {
    experimental: { tasks: true },
    scheduledTasks: { '17 * * * *': ['connect:keep-alive'] },
    // The migrations travel inside the build: a deployed server has no checkout to read them from.
    serverAssets: [{ baseName: 'migrations', dir: fileURLToPath(new URL('./drizzle', import.meta.url)) }],
  },
  vite: {
    $server: {
      // Nuxt leaves shared/ out of the pages' server bundle for Nitro to resolve. Our relative
      // imports of it (aliases would lead to the consuming app) must reach Nitro as absolute paths.
      build: { rolldownOptions: { makeAbsoluteExternalsRelative: false } },
    },
  },
  typescript: {
    strict: true,
    // Compiled by tests of their own, against the built library. In full, to hold in an app that extends this one.
    tsConfig: { exclude: ['./dist', './tests/consumers', './tests/types', './tests/fixtures/gallery/nuxt.config.ts'].map(folder => fileURLToPath(new URL(folder, import.meta.url))) },
    nodeTsConfig: forOurselves
      ? {
          include: ['../tests', '../dev/sandbox', '../scripts', '../dev/bench', '../*.config.ts'],
          exclude: ['../tests/fixtures', '../tests/types', '../tests/consumers'],
        }
      : {},
  },
  telemetry: false,
  eslint: forOurselves ? { config: { stylistic: true } } : {},
})
