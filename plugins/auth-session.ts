import { appendResponseHeader, setResponseHeader } from 'h3'
import type { SessionUser } from '../client/auth'
import { authSessionKey } from '../composables/useAuthSession'
import type { ServerPlatforms } from '../shared/account'
import { platformList } from '../shared/platforms'

/** Asks once per page who is signed in and what the server offers, on the server; the browser reads both from the page. */
export default defineNuxtPlugin(async (nuxtApp) => {
  const user = useState<SessionUser | null>('connect:user', () => null)
  const server = useState<ServerPlatforms>('connect:server', offersNothing)

  // A page that tells of a failure must not fail on what failed already.
  const error = useError().value
  if (import.meta.server && (!error || error.status === 404)) {
    const event = useRequestEvent()!
    const ask = useRequestFetch()
    const [session, offers] = await Promise.all([
      ask<{ user: SessionUser } | null>('/api/auth/get-session', {
        // The session is prolonged as it is used, which the browser's cookie must hear of.
        onResponse: ({ response }) => response.headers.getSetCookie().forEach(cookie => appendResponseHeader(event, 'set-cookie', cookie)),
      }),
      ask<ServerPlatforms>('/api/auth/platforms'),
    ])
    user.value = session && toSessionUser(session.user)
    server.value = offers
    setResponseHeader(event, 'cache-control', 'private, no-store')
  }
  nuxtApp.vueApp.provide(authSessionKey, { user, server })
})

/** Only what pages show: everything in here can be read in the page's source. */
function toSessionUser({ id, name, email, image }: SessionUser): SessionUser {
  return { id, name, email, image }
}

function offersNothing(): ServerPlatforms {
  return {
    sandbox: false,
    platforms: Object.fromEntries(platformList.map(({ id }) => [id, { enabled: false, signUp: false }])) as ServerPlatforms['platforms'],
  }
}
