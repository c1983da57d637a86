import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Nuxt } from '@nuxt/schema'

/** Whether this is a checkout of the project itself. Apps that extend it must not inherit the setup for its development, and may not have its modules installed. */
const isCheckout = existsSync(fileURLToPath(new URL('./eslint.config.mjs', import.meta.url)))

/** This project is type-checked with its tests, and the apps in tests/fixtures each on their own: the platforms of an app change the types. */
function separateTypeChecks(_: unknown, { options }: Nuxt): void {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const root = resolve(options.rootDir)
  const fixtures = () => readdirSync(`${here}tests/fixtures`).map(name => `fixtures/${name}`).filter(name => resolve(here, 'tests', name) !== root)
  const others = root === resolve(here) ? ['fixtures'] : ['browser', 'server', 'setup', 'unit', ...fixtures()]
  options.typescript.tsConfig.exclude!.push(...others.map(folder => `${here}tests/${folder}`))
}

// No `srcDir`: apps that extend this project would inherit it, and Nuxt would not find their `app/`.
export default defineNuxtConfig({
  modules: isCheckout ? ['@nuxt/eslint', separateTypeChecks] : [],
  devtools: { enabled: false },
  compatibilityDate: '2026-11-01',
  typescript: {
    strict: true,
    // Separate tests compile these folders against the built library. Absolute paths also work in an app that extends this project.
    tsConfig: { exclude: ['./dist', './tests/consumers', './tests/types', './tests/fixtures/gallery/nuxt.config.ts'].map(folder => fileURLToPath(new URL(folder, import.meta.url))) },
    nodeTsConfig: isCheckout
      ? {
          include: ['../tests', '../commands', '../dev/sandbox', '../scripts', '../dev/bench', '../*.config.ts'],
          exclude: ['../tests/fixtures', '../tests/types', '../tests/consumers'],
        }
      : {},
  },
  telemetry: false,
  connect: { pages: true },
  eslint: isCheckout ? { config: { stylistic: true } } : {},
})
