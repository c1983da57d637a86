import { resolve } from 'node:path'
import { loadNuxt } from '@nuxt/kit'
import type { NuxtPage } from '@nuxt/schema'
import { expect, it } from 'vitest'
import type { ConnectModuleOptions } from '../../modules/connect/index'

const ours = (file: string, page: Omit<NuxtPage, 'file'>): NuxtPage => ({ ...page, file: resolve('pages', file) })
const theirs = (file: string, page: Omit<NuxtPage, 'file'>): NuxtPage => ({ ...page, file: resolve('tests/fixtures/app/pages', file) })

/** What Nuxt finds in our folder when the app has no page. */
const found = (): NuxtPage[] => [
  ours('index.vue', { name: 'index', path: '/' }),
  ours('login.vue', { name: 'login', path: '/login' }),
  ours('integrations/index.vue', { name: 'integrations', path: '/integrations' }),
  ours('integrations/[platform].vue', { name: 'integrations-platform', path: '/integrations/:platform()' }),
  ours('account.vue', { name: 'account', path: '/account' }),
  ours('connect/popup.vue', { name: 'connect-popup', path: '/connect/popup' }),
]

/** The paths that are left, theirs with a mark. */
async function left(pages: ConnectModuleOptions['pages'], among = found()): Promise<string[]> {
  const nuxt = await loadNuxt({ cwd: resolve('.'), overrides: { connect: { pages } } })
  await nuxt.callHook('pages:extend', among)
  await nuxt.close()
  return among.flatMap(page => [page, ...page.children ?? []]).map(({ path, file }) => `${path}${file!.includes('fixtures') ? ' (theirs)' : ''}`).sort()
}

it('keeps all pages, none, or those named, and the popup\'s always', async () => {
  expect(await left(true)).toEqual(['/', '/account', '/connect/popup', '/integrations', '/integrations/:platform()', '/login'])
  expect(await left(false)).toEqual(['/connect/popup'])
  expect(await left(['login', 'integrations-platform'])).toEqual(['/connect/popup', '/integrations/:platform()', '/login'])
})

it('leaves the app\'s own page at a path alone, whatever its file and parameter are called', async () => {
  expect(await left(true, [
    ...found(),
    theirs('login/index.vue', { name: 'login', path: '/login' }),
    theirs('integrations/[id].vue', { name: 'integrations-id', path: '/integrations/:id()' }),
  ])).toEqual(['/', '/account', '/connect/popup', '/integrations', '/integrations/:id() (theirs)', '/login (theirs)'])
})

it('takes apart what Nuxt nests by the names of files', async () => {
  const [index, login, integrations, platform, account] = found() as [NuxtPage, NuxtPage, NuxtPage, NuxtPage, NuxtPage]
  expect(await left(true, [
    index,
    login,
    theirs('integrations.vue', { path: '/integrations', children: [{ ...integrations, path: '' }, { ...platform, path: ':platform()' }] }),
    { ...account, children: [theirs('account/billing.vue', { name: 'account-billing', path: 'billing' })] },
  ])).toEqual(['/', '/account', '/account/billing (theirs)', '/connect/popup', '/integrations (theirs)', '/integrations/:platform()', '/login'])
  expect(await left(['login'], [
    { ...account, children: [theirs('account/index.vue', { name: 'account', path: '' })] },
  ])).toEqual(['/account (theirs)', '/connect/popup', '/login'])
})
