import { addTemplate, defineNuxtModule, hasNuxtModule } from '@nuxt/kit'
import { addFolders } from './add-folders'
import { addAuthConfig } from './auth-config'
import { buildPlatforms } from './build-platforms'
import { choicesFile, demandChoice, locales, presets } from './choices'
import { addGallery, galleryDependencies } from './gallery'
import { here } from './here'
import { libraryEntries } from './library-entries'
import { addErrorPage, addPages, pageNames, pagesThereAre } from './pages'
import { addRuntimeConfig } from './runtime-config'
import { addSandbox } from './sandbox'
import { addServerOptions } from './server-options'
import type { ConnectModuleOptions } from './types'

export type { ConnectPage } from './pages'
export type { ConnectModuleOptions, PlatformGroup } from './types'

/** The Nuxt module. It selects pages, preset, language and platforms at build time, so that unused ones are not in the build. */
export default defineNuxtModule<ConnectModuleOptions>({
  meta: { name: 'nuxt-better-auth-connect', configKey: 'connect' },
  defaults: { pages: false, prefix: '', preset: 'default', locale: 'en' },
  moduleDependencies: galleryDependencies,
  async setup({ pages, prefix, name, preset, locale }, nuxt) {
    if (nuxt.options.app.baseURL !== '/') throw new Error(`app.baseURL in nuxt.config is '${nuxt.options.app.baseURL}': the account API and the pages that use it must be at the root of their origin.`)
    demandChoice('preset', preset, Object.keys(presets))
    demandChoice('locale', locale, locales)
    for (const page of Array.isArray(pages) ? pages : []) demandChoice('pages', page, pageNames)
    // Checked here, because Vite would build the app and the page would only fail in the browser.
    nuxt.hook('modules:done', () => {
      if (preset === 'nuxt-ui' && !hasNuxtModule('@nuxt/ui')) throw new Error('connect.preset in nuxt.config is \'nuxt-ui\': install @nuxt/ui and add it to the modules there.')
    })

    addAuthConfig(nuxt)
    const chosen = await buildPlatforms(nuxt)
    addRuntimeConfig(nuxt, chosen.map(({ definition }) => definition))
    addFolders(nuxt, prefix)
    addServerOptions(nuxt)
    addTemplate({
      filename: 'connect-choices.ts',
      write: true,
      getContents: ({ app }) => choicesFile({ preset, locale, name }, pagesThereAre(app.pages)),
    })
    // The source itself, so that the app does not import a second, unconnected copy.
    for (const [entry, source] of Object.entries(libraryEntries)) {
      nuxt.options.alias[`nuxt-better-auth-connect/${entry}`] = here(source)
      nuxt.options.alias[entry === 'vue' ? 'vue-better-auth-connect' : `vue-better-auth-connect/${entry}`] = here(source)
    }
    nuxt.options.app.head.htmlAttrs = { lang: locale, ...nuxt.options.app.head.htmlAttrs }

    const kept = pageNames.filter(page => Array.isArray(pages) ? pages.includes(page) : pages)
    // First, so that the app's own styles override it without force.
    if (preset === 'default' || kept.length) nuxt.options.css.unshift(here('ui/styles/connect.css'))
    if (kept.length) {
      nuxt.options.css.splice(1, 0, here('ui/styles/site.css'))
      nuxt.options.pages ||= true
    }
    nuxt.hook('pages:extend', found => addPages(found, kept))
    addErrorPage(nuxt, kept.length > 0)
    addGallery(nuxt)
    await addSandbox(nuxt)
  },
})
