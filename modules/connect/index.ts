import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addTemplate, defineNuxtModule, hasNuxtModule } from '@nuxt/kit'
import type { NuxtPage } from '@nuxt/schema'
import { libraryEntries } from './library-entries'

const presetModules = {
  'default': ['default', 'defaultPreset'],
  'tailwind': ['tailwind', 'tailwindPreset'],
  'nuxt-ui': ['nuxt-ui', 'nuxtUiPreset'],
} as const

const locales = ['en', 'de'] as const

/** Our pages by name, with their paths. */
const ourPages = {
  'index': '/',
  'login': '/login',
  'integrations': '/integrations',
  'integrations-platform': '/integrations/:platform()',
  'account': '/account',
} as const

export type ConnectPage = keyof typeof ourPages

/** `connect` in `nuxt.config`. */
export interface ConnectModuleOptions {
  /** Our pages: all, none, or the ones named. A page of the app at the same path goes before ours in any case. @default true */
  pages: boolean | ConnectPage[]
  /** What the app is called on our pages. @default 'Connected accounts', in the language of `locale` */
  name?: string
  /** How components look. `tailwind` and `nuxt-ui` need the app to use those. @default 'default' */
  preset: keyof typeof presetModules
  /** What components and pages speak. Components also speak a language of the app's own, by the hook `connect:options`; what our pages say beside them is in these two. @default 'en' */
  locale: (typeof locales)[number]
  /** The component gallery at `/gallery`. @default in development */
  gallery?: boolean
}

declare module '@nuxt/schema' {
  interface NuxtConfig {
    connect?: Partial<ConnectModuleOptions>
  }
  interface NuxtOptions {
    connect: ConnectModuleOptions
  }
}

/** What an app that extends this one can choose at build time, so that what is not chosen is not in the build. */
export default defineNuxtModule<ConnectModuleOptions>({
  meta: { name: 'nuxt-better-auth-connect', configKey: 'connect' },
  defaults: { pages: true, preset: 'default', locale: 'en' },
  setup({ pages, name: appName, preset, locale }, nuxt) {
    const here = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
    if (nuxt.options.app.baseURL !== '/') throw new Error(`app.baseURL in nuxt.config is '${nuxt.options.app.baseURL}': the account API and what leads to it are at the root of their origin.`)
    demandChoice('preset', preset, Object.keys(presetModules))
    demandChoice('locale', locale, locales)
    for (const page of Array.isArray(pages) ? pages : []) demandChoice('pages', page, Object.keys(ourPages))
    // Vite would build it, for the page to fail in the browser.
    nuxt.hook('modules:done', () => {
      if (preset === 'nuxt-ui' && !hasNuxtModule('@nuxt/ui')) throw new Error('connect.preset in nuxt.config is \'nuxt-ui\': install @nuxt/ui and add it to the modules there.')
    })

    const kept = (Object.keys(ourPages) as ConnectPage[]).filter(name => Array.isArray(pages) ? pages.includes(name) : pages)

    const [file, name] = presetModules[preset]
    addTemplate({
      filename: 'connect-choices.ts',
      write: true,
      getContents: ({ app }) => `import { ${locale} as texts } from ${JSON.stringify(here(`ui/messages/pages/${locale}`))}
export { ${name} as preset } from ${JSON.stringify(here(`ui/presets/${file}`))}
export { ${locale} as messages } from ${JSON.stringify(here(`ui/messages/${locale}`))}
export const pageTexts: typeof texts = ${appName === undefined ? 'texts' : `{ ...texts, appName: ${JSON.stringify(appName)} }`}
/** Whether the preset is dark where the browser prefers it, or only by a class of \`<html>\`. */
export const darkBy = '${preset === 'nuxt-ui' ? 'class' : 'preference'}' as 'preference' | 'class'
/** The pages there are: ours that are on, and the app's own in their place. */
export const pages: readonly (${Object.keys(ourPages).map(name => `'${name}'`).join(' | ')})[] = ${JSON.stringify(pagesThereAre(app.pages))}
`,
    })
    // What the app imports is what is in use here, rather than a second copy, built and connected to nothing.
    for (const [entry, source] of Object.entries(libraryEntries)) nuxt.options.alias[`nuxt-better-auth-connect/${entry}`] = here(source)
    nuxt.options.app.head.htmlAttrs = { lang: locale, ...nuxt.options.app.head.htmlAttrs }
    // Ahead of the app's own, which then needs no force to change it.
    if (preset === 'default' || kept.length) nuxt.options.css.unshift(here('ui/styles/connect.css'))
    if (kept.length) nuxt.options.css.splice(1, 0, here('ui/styles/site.css'))

    nuxt.hook('pages:extend', found => keepPages(found, kept, here('pages/')))
    // Without pages of ours there is nothing for our error page to match.
    if (!kept.length) {
      nuxt.hook('app:resolve', (app) => {
        if (app.errorComponent === here('error.vue')) app.errorComponent = resolve(nuxt.options.appDir, 'components/nuxt-error-page.vue')
      })
    }
  },
})

function demandChoice(option: keyof ConnectModuleOptions, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) throw new Error(`connect.${option} in nuxt.config knows no '${value}', only ${choices.join(', ')}.`)
}

/** Takes those of our pages out that are off, or have one of the app's own in their place. */
function keepPages(found: NuxtPage[], kept: readonly ConnectPage[], folder: string): void {
  const isOurs = (page: NuxtPage) => page.file?.startsWith(folder) ?? false
  // By their files, a page of the app's at `/integrations` would become the frame of ours below it, and ours that of the app's.
  for (const page of [...found]) {
    const isForeign = (child: NuxtPage) => isOurs(child) !== isOurs(page)
    found.push(...page.children?.filter(isForeign).map(child => ({ ...child, path: pathIn(page, child) })) ?? [])
    page.children = page.children?.filter(child => !isForeign(child))
  }
  const taken = new Set(found.filter(page => !isOurs(page)).flatMap(shapesOf))
  const isOff = (page: NuxtPage) => {
    const name = nameAt(page.path)
    return isOurs(page) && name && (!kept.includes(name) || taken.has(shapeOf(page.path)))
  }
  for (const page of found.filter(isOff)) found.splice(found.indexOf(page), 1)
}

function pagesThereAre(found: NuxtPage[] = []): ConnectPage[] {
  const shapes = new Set(found.flatMap(shapesOf))
  return (Object.keys(ourPages) as ConnectPage[]).filter(name => shapes.has(shapeOf(ourPages[name])))
}

function nameAt(path: string): ConnectPage | undefined {
  return (Object.keys(ourPages) as ConnectPage[]).find(name => shapeOf(ourPages[name]) === shapeOf(path))
}

function pathIn(parent: NuxtPage, child: NuxtPage): string {
  return `${parent.path}/${child.path}`.replace(/\/$/, '')
}

/** The paths a page and those in it answer, whatever their parameters are called. */
function shapesOf(page: NuxtPage): string[] {
  return [shapeOf(page.path), ...page.children?.flatMap(child => shapesOf({ ...child, path: pathIn(page, child) })) ?? []]
}

function shapeOf(path: string): string {
  return path.replaceAll(/:\w+/g, ':')
}
