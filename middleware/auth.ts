import { failureOf, withQuery } from '../client/callback'
import { useAuthSession } from '../composables/useAuthSession'

/**
 * For pages of signed-in users: redirects visitors to `/login?next=`, with the
 * parameters of a failed OAuth redirect. It protects no data: server routes check
 * the session themselves. With the API on another origin, a session is unknown
 * while the page is rendered, and the page loads.
 *
 * @example definePageMeta({ middleware: 'auth' })
 */
export default defineNuxtRouteMiddleware(({ path, query }) => {
  if (useAuthSession().user.value === null) return navigateTo(withQuery('/login', { next: path, ...failureOf(query) }))
})
