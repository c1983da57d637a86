import { resolve } from 'node:path'
import { addTemplate, defineNuxtModule, hasNuxtModule } from '@nuxt/kit'
import { runtimeDefaults } from '../../server/settings'
import type { ConnectRuntimeConfig } from '../../server/settings'
import type { PlatformDefinition } from '../../shared/platforms/definition'
import { addAuthConfig } from './auth-config'
import { buildPlatforms } from './build-platforms'
import { demandChoice, locales, presets } from './choices'
import { here } from './here'
import { libraryEntries } from './library-entries'
import { keepPages, pageNames, pagesThereAre } from './pages'
import type { ConnectModuleOptions } from './types'

export type { ConnectPage } from './pages'
export type { ConnectModuleOptions, PlatformGroup } from './types'

/** The Nuxt module. It selects pages, preset, language and platforms at build time, so that unused ones are not in the build. */
export default defineNuxtModule<ConnectModuleOptions>({
  meta: { name: 'nuxt-better-auth-connect', configKey: 'connect' },
  defaults: { pages: true, preset: 'default', locale: 'en' },
  async setup({ pages, name: appName, preset, locale }, nuxt) {
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
    const config = nuxt.options.runtimeConfig.connect as Partial<ConnectRuntimeConfig> | undefined
    Object.assign(nuxt.options.runtimeConfig, { connect: withDefaults(config, chosen.map(({ definition }) => definition)) })

    const kept = pageNames.filter(name => Array.isArray(pages) ? pages.includes(name) : pages)
    const [file, name] = presets[preset]
    addTemplate({
      filename: 'connect-choices.ts',
      write: true,
      getContents: ({ app }) => `import { ${locale} as texts } from ${JSON.stringify(here(`ui/messages/pages/${locale}`))}
export { ${name} as preset } from ${JSON.stringify(here(`ui/presets/${file}`))}
export { ${locale} as messages } from ${JSON.stringify(here(`ui/messages/${locale}`))}
export const pageTexts: typeof texts = ${appName === undefined ? 'texts' : `{ ...texts, appName: ${JSON.stringify(appName)} }`}
/** Whether the preset is dark where the browser prefers it, or only by a class of \`<html>\`. */
export const darkBy = '${preset === 'nuxt-ui' ? 'class' : 'preference'}' as 'preference' | 'class'
/** Our enabled pages, and the app's own pages in their place. */
export const pages: readonly (${pageNames.map(name => `'${name}'`).join(' | ')})[] = ${JSON.stringify(pagesThereAre(app.pages))}
`,
    })
    // The source itself, so that the app does not import a second, unconnected copy.
    for (const [entry, source] of Object.entries(libraryEntries)) nuxt.options.alias[`nuxt-better-auth-connect/${entry}`] = here(source)
    nuxt.options.app.head.htmlAttrs = { lang: locale, ...nuxt.options.app.head.htmlAttrs }
    // First, so that the app's own styles override it without force.
    if (preset === 'default' || kept.length) nuxt.options.css.unshift(here('ui/styles/connect.css'))
    if (kept.length) nuxt.options.css.splice(1, 0, here('ui/styles/site.css'))

    nuxt.hook('pages:extend', found => keepPages(found, kept, here('pages/')))
    // Use Nuxt's own error page if none of our pages is enabled.
    if (!kept.length) {
      nuxt.hook('app:resolve', (app) => {
        if (app.errorComponent === here('error.vue')) app.errorComponent = resolve(nuxt.options.appDir, 'components/nuxt-error-page.vue')
      })
    }
  },
})

/** `runtimeConfig.connect` with every key, so that Nuxt knows their types and `NUXT_CONNECT_*` sets them. */
function withDefaults(config: Partial<ConnectRuntimeConfig> = {}, platforms: readonly PlatformDefinition[]): ConnectRuntimeConfig {
  const clients = platforms.filter(({ kind }) => kind === 'oauth').map(({ id }) => [id, { clientId: '', clientSecret: '', ...config.platforms?.[id] }])
  return { ...runtimeDefaults, ...config, platforms: Object.fromEntries(clients) }
}
