import { nextPath } from '../../client/callback'
import type { Query } from '../../client/callback'
import { pages } from '#build/connect-choices'

const paths = { index: '/', login: '/login', integrations: '/integrations', account: '/account' } as const

/** The path of the first of these pages that exists. */
function firstOf(...names: (keyof typeof paths)[]): string | undefined {
  const name = names.find(name => pages.includes(name))
  return name && paths[name]
}

/** The start page; undefined if there is none. */
export const start = firstOf('index', 'integrations', 'account', 'login')

/** The page after signing in. */
export const home = firstOf('integrations', 'index', 'account') ?? '/'

/** The path in `?next=`, if it is a page of this app, or else `home`. */
export function nextOf(query: Query): string {
  return nextPath(query, home)
}
