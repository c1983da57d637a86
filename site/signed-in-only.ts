import type { RouteLocationNormalized } from 'vue-router'
import { failureOf, withQuery } from '../client/callback'
import { useAuthSession } from '../composables/useAuthSession'
import { start } from './links'
import { useAction } from './use-action'

/** Has visitors sign in first, and takes along what went wrong on the way here. For `definePageMeta`. */
export function signedInOnly({ path, query }: RouteLocationNormalized) {
  if (useAuthSession().user.value === null) return navigateTo(withQuery('/login', { next: path, ...failureOf(query) }))
}

/** What a page for signed-in users does when nobody is any more. */
export function useSignedInPage() {
  const route = useRoute()
  const { user, ended, signOut } = useAuthSession()
  const { result, run } = useAction()
  let wayOut: string | undefined

  // A page of its own: the session this one was rendered with is gone.
  watch(user, (value) => {
    if (value === null) void navigateTo(wayOut ?? (ended.value ? withQuery('/login', { next: route.path, error: 'session_expired' }) : start ?? '/'), { external: true })
  }, { flush: 'post' })

  return {
    /** Has the user sign in anew and come back, for what only somebody who has just done so may do. */
    async signInAgain(): Promise<void> {
      wayOut = withQuery('/login', { next: route.path })
      if (!await run(signOut)) wayOut = undefined
    },
    /** Why that did not work. */
    failure: result,
  }
}
