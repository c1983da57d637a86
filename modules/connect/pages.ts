import type { NuxtPage } from '@nuxt/schema'

/** Our pages by name, with their paths. */
const ourPages = {
  'index': '/',
  'login': '/login',
  'integrations': '/integrations',
  'integrations-platform': '/integrations/:platform()',
  'account': '/account',
} as const

export type ConnectPage = keyof typeof ourPages

export const pageNames = Object.keys(ourPages) as readonly ConnectPage[]

/** Removes our pages that are off, and those that a page of the app overrides. */
export function keepPages(found: NuxtPage[], kept: readonly ConnectPage[], folder: string): void {
  const isOurs = (page: NuxtPage) => page.file?.startsWith(folder) ?? false
  // By the names of files, Nuxt nests our pages below a page of the app at `/integrations`, and the other way round.
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

/** The names of our pages whose paths exist, either as our page or as a page of the app. */
export function pagesThereAre(found: NuxtPage[] = []): ConnectPage[] {
  const shapes = new Set(found.flatMap(shapesOf))
  return pageNames.filter(name => shapes.has(shapeOf(ourPages[name])))
}

function nameAt(path: string): ConnectPage | undefined {
  return pageNames.find(name => shapeOf(ourPages[name]) === shapeOf(path))
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
