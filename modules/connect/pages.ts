import { resolve } from 'node:path'
import type { Nuxt, NuxtPage } from '@nuxt/schema'
import { here } from './here'

/** Our pages by name, with their paths. Their files have the same paths in `pages/`. */
const ourPages = {
  'index': '/',
  'login': '/login',
  'integrations': '/integrations',
  'integrations-platform': '/integrations/:platform()',
  'account': '/account',
} as const

export type ConnectPage = keyof typeof ourPages

export const pageNames = Object.keys(ourPages) as readonly ConnectPage[]

/** The page that closes the popup of a connection. Apps turn the popup on by a setting, so the page always exists. */
const popupPage: NuxtPage = { name: 'connect-popup', path: '/connect/popup', file: here('pages/connect/popup.vue') }

const files: Readonly<Record<ConnectPage, string>> = {
  'index': 'index',
  'login': 'login',
  'integrations': 'integrations/index',
  'integrations-platform': 'integrations/[platform]',
  'account': 'account',
}

/** Adds our pages that are on to the pages of the app, unless the app has a page at the same path. */
export function addPages(found: NuxtPage[], kept: readonly ConnectPage[]): void {
  // In a layer, Nuxt has found all of our pages, and nested them below pages of the app at `/integrations`.
  removeOurs(found)
  const taken = new Set(found.flatMap(shapesOf))
  const ours = kept.map((name): NuxtPage => ({ name, path: ourPages[name], file: here(`pages/${files[name]}.vue`) }))
  found.push(...[...ours, popupPage].filter(({ path }) => !taken.has(shapeOf(path))))
}

/** Shows errors on our error page if any of our pages is on, and on Nuxt's own otherwise. The app's error page overrides both. */
export function addErrorPage(nuxt: Nuxt, isOn: boolean): void {
  const nuxts = resolve(nuxt.options.appDir, 'components/nuxt-error-page.vue')
  const ours = here('error.vue')
  nuxt.hook('app:resolve', (app) => {
    if (app.errorComponent === nuxts || app.errorComponent === ours) app.errorComponent = isOn ? ours : nuxts
  })
}

/** The names of our pages whose paths exist, either as our page or as a page of the app. */
export function pagesThereAre(found: NuxtPage[] = []): ConnectPage[] {
  const shapes = new Set(found.flatMap(shapesOf))
  return pageNames.filter(name => shapes.has(shapeOf(ourPages[name])))
}

/** Removes our pages, and keeps the pages of the app that are nested below one of ours. */
function removeOurs(pages: NuxtPage[]): void {
  const isOurs = (page: NuxtPage) => page.file?.startsWith(here('pages/')) ?? false
  for (const page of [...pages]) {
    if (page.children) removeOurs(page.children)
    if (!isOurs(page)) continue
    const children = page.children?.map(child => ({ ...child, path: pathIn(page, child) })) ?? []
    pages.splice(pages.indexOf(page), 1, ...children)
  }
}

function pathIn(parent: NuxtPage, child: NuxtPage): string {
  return `${parent.path}/${child.path}`.replace(/\/$/, '')
}

/** The paths of a page and its children, without the names of parameters. */
function shapesOf(page: NuxtPage): string[] {
  return [shapeOf(page.path), ...page.children?.flatMap(child => shapesOf({ ...child, path: pathIn(page, child) })) ?? []]
}

function shapeOf(path: string): string {
  return path.replaceAll(/:\w+/g, ':')
}
