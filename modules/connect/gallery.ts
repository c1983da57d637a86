import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { addVitePlugin } from '@nuxt/kit'
import type { ModuleDependencies, Nuxt } from '@nuxt/schema'
import { here } from './here'

/** Options that keep Nuxt UI and its icons from making network requests, and let the page set the theme. */
const offlineOptions = { ui: { fonts: false, colorMode: false }, icon: { provider: 'none', serverBundle: false, fallbackToApi: false } } as const

/**
 * The modules that the gallery needs: Nuxt UI for the page of its preset, if the app
 * has it installed and does not use it by itself.
 */
export function galleryDependencies(nuxt: Nuxt): ModuleDependencies {
  if (!isOn(nuxt) || !isInstalled(nuxt, '@nuxt/ui') || usesNuxtUi(nuxt)) return {}
  // Set here, because Nuxt UI reads these options to decide which modules it installs.
  Object.assign(nuxt.options, { ui: { ...offlineOptions.ui, ...(nuxt.options as { ui?: object }).ui } })
  return { '@nuxt/ui': { defaults: offlineOptions.ui }, '@nuxt/icon': { defaults: offlineOptions.icon } }
}

/**
 * Adds the component gallery at `/gallery`: every component in every state, one page
 * for each preset. A preset has no page if its dependencies are not installed.
 */
export function addGallery(nuxt: Nuxt): void {
  if (!isOn(nuxt)) return
  const hasNuxtUi = isInstalled(nuxt, '@nuxt/ui')
  const hasTailwind = hasNuxtUi || isInstalled(nuxt, '@tailwindcss/vite')
  const folder = here('dev/gallery/pages/')
  const page = (name: string, path: string, file: string) => ({ name, path, file: `${folder}${file}.vue` })
  nuxt.hook('pages:extend', (pages) => {
    pages.push(page('gallery', '/gallery', 'DefaultGallery'))
    if (hasTailwind) pages.push(page('gallery-tailwind', '/gallery/tailwind', 'TailwindGallery'))
    if (hasNuxtUi) pages.push(page('gallery-nuxt-ui', '/gallery/nuxt-ui', 'NuxtUiGallery'))
  })
  if (nuxt.options.dev) addVitePlugin(withoutStyle(folder), { client: false })
  // Nuxt UI adds the Tailwind plugin itself.
  if (hasTailwind && !hasNuxtUi) {
    nuxt.hook('vite:extend', async ({ config }) => {
      const { default: tailwind } = await import('@tailwindcss/vite')
      config.plugins = [...config.plugins ?? [], tailwind()]
    })
  }
}

function isOn({ options }: Nuxt): boolean {
  return options.connect?.gallery ?? options.dev
}

function isInstalled({ options }: Nuxt, name: string): boolean {
  return options.modulesDir.some(folder => existsSync(join(folder, name)))
}

/** Whether the app itself uses Nuxt UI, with its own options. */
function usesNuxtUi({ options }: Nuxt): boolean {
  return options.modules.some(module => module === '@nuxt/ui' || (Array.isArray(module) && module[0] === '@nuxt/ui'))
}

/**
 * Removes the pages' styles from the server-rendered HTML in development. Nuxt
 * would add the styles of all gallery pages that were opened before. The browser
 * loads the right ones.
 */
function withoutStyle(folder: string) {
  const empty = '\0connect-gallery-style'
  return {
    name: 'connect-gallery',
    enforce: 'pre' as const,
    resolveId: (id: string, importer: string | undefined) => importer?.startsWith(folder) && id.endsWith('.css') ? empty : undefined,
    load: (id: string) => id === empty ? '' : undefined,
  }
}
