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
    /** Called with the options before the connect client is created. For plugins with `enforce: 'pre'`. */
    'connect:options': (options: ConnectOptions) => void | Promise<void>
  }
}

/** Installs the connect client with the options of `connect` and `runtimeConfig.public.connect`. What the server loads is sent with the page. */
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
      // Only the browser has a session with a server on another origin. Cookies of this server must not be sent there.
      ...(event && !apiBasePath && { fetch: fetchFor(event) }),
    }
    await nuxtApp.callHook('connect:options', options)
    const connect = createConnect(options)
    if (import.meta.client && nuxtApp.payload.serverRendered && !nuxtApp.payload.connect) {
      // The page was rendered without this data, so it is loaded after hydration.
      nuxtApp.vueApp.provide(connectKey, connect)
      nuxtApp.hook('app:suspense:resolve', connect.client.start)
    }
    else {
      nuxtApp.vueApp.use(connect)
    }
    if (!event || apiBasePath) return

    // An error page must not fail again for the same reason.
    const pageError = useError().value
    if (pageError && pageError.status !== 404) return
    await connect.client.loadSession()
    const { error } = connect.state.value
    if (error) throw createError({ status: error.status || 500, message: error.message, data: { code: error.code }, fatal: true })
    setResponseHeader(event, 'cache-control', 'private, no-store')
    nuxtApp.hook('app:rendered', () => {
      nuxtApp.payload.connect = connect.client.dehydrate()
    })
  },
})

/** Calls this server's API directly, with the visitor's cookies. */
function fetchFor(event: H3Event): typeof fetch {
  return async (path, init) => {
    const response = await event.fetch(path as string, init)
    // Using a session may extend it, and then the browser needs the new cookie.
    for (const cookie of response.headers.getSetCookie()) appendResponseHeader(event, 'set-cookie', cookie)
    return response
  }
}
