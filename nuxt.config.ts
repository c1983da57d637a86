import { fileURLToPath } from 'node:url'

export default defineNuxtConfig({
  modules: ['@nuxt/eslint'],
  components: [{ path: './components', pathPrefix: false }],
  devtools: { enabled: false },
  app: {
    head: {
      htmlAttrs: { lang: 'en' },
      title: 'Connected accounts',
      meta: [
        { name: 'viewport', content: 'width=device-width, initial-scale=1' },
        { name: 'color-scheme', content: 'light dark' },
      ],
    },
  },
  css: [fileURLToPath(new URL('./assets/main.css', import.meta.url))],
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
  srcDir: '.',
  // Pages that act at a click must not be framed by others, who could have people click blindly.
  routeRules: Object.fromEntries(['/login', '/integrations'].map(path => [path, { headers: { 'content-security-policy': 'frame-ancestors \'none\'', 'x-frame-options': 'DENY', 'referrer-policy': 'strict-origin-when-cross-origin' } }])),
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
    tsConfig: { exclude: ['./dist', './tests/consumers', './tests/types'].map(folder => fileURLToPath(new URL(folder, import.meta.url))) },
    nodeTsConfig: {
      include: ['../tests', '../sandbox', '../scripts', '../bench', '../*.config.ts'],
      exclude: ['../tests/fixtures', '../tests/types', '../tests/consumers'],
    },
  },
  telemetry: false,
  eslint: { config: { stylistic: true } },
})
