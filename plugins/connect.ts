import { appendResponseHeader, setResponseHeader } from 'h3'
import type { H3Event } from 'h3'
import { createPopupLinking } from '../client/popup'
import type { ConnectSnapshot } from '../client/state'
import { createConnect } from '../composables/create-connect'

declare module '#app' {
  interface NuxtPayload {
    connect?: ConnectSnapshot
  }
}

/** Installs the connect client from `runtimeConfig.public.connect`. The server asks once, for the page and the browser alike. */
export default defineNuxtPlugin({
  name: 'connect',
  async setup(nuxtApp) {
    const { apiBasePath, popup } = useRuntimeConfig().public.connect
    const event = useRequestEvent()
    const connect = createConnect({
      apiBasePath,
      popup: popup ? createPopupLinking({ path: '/connect/popup' }) : undefined,
      initial: nuxtApp.payload.connect,
      ...(event && { fetch: fetchFor(event) }),
    })
    nuxtApp.vueApp.use(connect)
    // Of a session with another server only the browser knows.
    if (!event || apiBasePath) return

    // A page that tells of a failure must not fail on what failed already.
    const pageError = useError().value
    if (pageError && pageError.status !== 404) return
    await connect.client.loadSession()
    const { error } = connect.state.value
    if (error) throw createError({ status: error.status || 500, message: error.message, fatal: true })
    setResponseHeader(event, 'cache-control', 'private, no-store')
    nuxtApp.hook('app:rendered', () => {
      nuxtApp.payload.connect = connect.client.dehydrate()
    })
  },
})

/** Calls this server's own API within the server, as the visitor. */
function fetchFor(event: H3Event): typeof fetch {
  return async (path, init) => {
    const response = await event.fetch(path as string, init)
    // The session is prolonged as it is used, which the browser's cookie must hear of.
    for (const cookie of response.headers.getSetCookie()) appendResponseHeader(event, 'set-cookie', cookie)
    return response
  }
}
