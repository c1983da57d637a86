import { appendResponseHeader, setResponseHeader } from 'h3'
import type { H3Event } from 'h3'
import { createPopupLinking } from '../client/popup'
import type { ConnectSnapshot } from '../client/state'
import { connectKey, createConnect } from '../composables/create-connect'
import type { ConnectOptions } from '../composables/create-connect'
import { messages, preset } from '#build/connect-choices'

declare module '#app' {
  interface NuxtPayload {
    connect?: ConnectSnapshot
  }
  interface RuntimeNuxtHooks {
    /** The options of the connect client, before it is made. For plugins with `enforce: 'pre'`. */
    'connect:options': (options: ConnectOptions) => void | Promise<void>
  }
}

/** Installs the connect client, as `connect` and `runtimeConfig.public.connect` say. The server asks once, for the page and the browser alike. */
export default defineNuxtPlugin({
  name: 'connect',
  async setup(nuxtApp) {
    const { apiBasePath, popup } = useRuntimeConfig().public.connect
    const event = useRequestEvent()
    const options: ConnectOptions = {
      preset,
      messages,
      apiBasePath,
      popup: popup ? createPopupLinking({ path: '/connect/popup' }) : undefined,
      initial: nuxtApp.payload.connect,
      // Of a session with another server only the browser knows, and cookies for this one are none of its business.
      ...(event && !apiBasePath && { fetch: fetchFor(event) }),
    }
    await nuxtApp.callHook('connect:options', options)
    const connect = createConnect(options)
    if (import.meta.client && nuxtApp.payload.serverRendered && !nuxtApp.payload.connect) {
      // What only the browser knows waits until it has taken over the page, which was rendered without.
      nuxtApp.vueApp.provide(connectKey, connect)
      nuxtApp.hook('app:suspense:resolve', connect.client.start)
    }
    else {
      nuxtApp.vueApp.use(connect)
    }
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
