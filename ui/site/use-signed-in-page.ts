import { failureOf, withQuery } from '../../client/callback'
import { useAuthSession } from '../../composables/useAuthSession'
import { start } from './links'
import { useAction } from './use-action'

/** Redirects when the session of a page for signed-in users ends. */
export function useSignedInPage() {
  const route = useRoute()
  const { user, ended, error, signOut } = useAuthSession()
  const { busy, result, run } = useAction(error)
  let destination: string | undefined
  // Read once: the query is removed from the address.
  const failed = failureOf(route.query)

  function pathAfter(wasSignedIn: boolean): string {
    if (destination) return destination
    if (ended.value) return withQuery('/login', { next: route.path, error: 'session_expired' })
    return wasSignedIn ? start ?? '/' : withQuery('/login', { next: route.path, ...failed })
  }

  // A full page load, since this page was rendered for a session that has ended. With an API on another
  // origin, it is first known here that there is no session.
  watch(user, (value, before) => {
    if (value === null) void navigateTo(pathAfter(before !== undefined), { external: true })
  }, { flush: 'post', immediate: import.meta.client })

  return {
    /** Signs the user out and has them sign in again, for actions that need a fresh session. */
    async signInAgain(): Promise<void> {
      if (busy.value) return
      destination = withQuery('/login', { next: route.path })
      if (!await run(signOut)) destination = undefined
    },
    /** Why signing out failed. */
    failure: result,
  }
}
