import { failureOf, withQuery } from '../client/callback'
import { useAuthSession } from '../composables/useAuthSession'
import { nextOf } from '../ui/site/links'

/**
 * For pages of visitors, such as a sign-in page: redirects signed-in users to the path
 * in `?next=`, or to the page after signing in.
 *
 * @example definePageMeta({ middleware: 'guest' })
 */
export default defineNuxtRouteMiddleware(({ query }) => {
  if (useAuthSession().user.value) return navigateTo(withQuery(nextOf(query), failureOf(query)))
})
