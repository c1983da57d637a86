import type { RouteLocationNormalized } from 'vue-router'
import { failureOf, withQuery } from '../../client/callback'
import { useAuthSession } from '../../composables/useAuthSession'
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
  const { busy, result, run } = useAction()
  let wayOut: string | undefined
  // Read now: it is soon gone from the address.
  const failed = failureOf(route.query)

  function leaveFor(wasSignedIn: boolean): string {
    if (wayOut) return wayOut
    if (ended.value) return withQuery('/login', { next: route.path, error: 'session_expired' })
    return wasSignedIn ? start ?? '/' : withQuery('/login', { next: route.path, ...failed })
  }

  // A page of its own: the session this one was rendered with is gone. Or there was none, which is
  // known this late where only the browser can ask.
  watch(user, (value, before) => {
    if (value === null) void navigateTo(leaveFor(before !== undefined), { external: true })
  }, { flush: 'post', immediate: import.meta.client })

  return {
    /** Has the user sign in anew and come back, for what only somebody who has just done so may do. */
    async signInAgain(): Promise<void> {
      if (busy.value) return
      wayOut = withQuery('/login', { next: route.path })
      if (!await run(signOut)) wayOut = undefined
    },
    /** Why that did not work. */
    failure: result,
  }
}
