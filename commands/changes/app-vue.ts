import { readText } from './change'
import type { Change, Note } from './change'

/** Lets the app show pages: a new Nuxt app shows a welcome page at every address. */
export function changeAppVue(app: string): (Change | Note)[] {
  const file = ['app/app.vue', 'app.vue'].find(file => readText(app, file) !== undefined)
  if (!file) return []
  const before = readText(app, file)!
  const hasPage = /<(?:NuxtPage|nuxt-page)\b/.test(before)
  const hasLayout = /<(?:NuxtLayout|nuxt-layout)\b/.test(before)
  if (hasPage && hasLayout) return []
  const after = before.replace(/^([ \t]*)<NuxtWelcome\s*\/>/m, '$1<NuxtLayout>\n$1  <NuxtPage />\n$1</NuxtLayout>')
  if (!hasPage && !hasLayout && after !== before) return [{ file, why: 'shows pages in place of the welcome page', before, after }]
  return [{ note: `${file} has no ${hasPage ? '<NuxtLayout>' : '<NuxtPage />'}, so our pages are not shown as they should be. Add it: <NuxtLayout><NuxtPage /></NuxtLayout>.` }]
}
