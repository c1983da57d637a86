import { nextPath } from '../../client/callback'
import type { Query } from '../../client/callback'
import { pages } from '#build/connect-choices'

const paths = { index: '/', login: '/login', integrations: '/integrations', account: '/account' } as const

/** The path of the first of these pages there is. */
function firstOf(...names: (keyof typeof paths)[]): string | undefined {
  const name = names.find(name => pages.includes(name))
  return name && paths[name]
}

/** Where the app begins; undefined where there is no such page. */
export const start = firstOf('index', 'integrations', 'account', 'login')

/** Where somebody who has just signed in goes on. */
export const home = firstOf('integrations', 'index', 'account') ?? '/'

/** The path in `?next=`, if it leads to a page of this app, or else the one to go on at. */
export function nextOf(query: Query): string {
  return nextPath(query, home)
}
