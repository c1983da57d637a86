import { shallowRef } from 'vue'
import type { App, Component, InjectionKey, MaybeRefOrGetter, Plugin, ShallowRef } from 'vue'
import { createConnectClient } from '../client/connect-client'
import type { ConnectClient, ConnectClientOptions } from '../client/connect-client'
import type { PopupLinking } from '../client/popup'
import type { ConnectState } from '../client/state'
import type { Messages } from '../ui/messages/messages'
import type { Preset } from '../ui/presets/preset'
import type { ConnectError } from '../shared/connect-error'
import type { PlatformId } from '../shared/platforms/registry'

/** The part of Better Auth's client that the connect client uses. */
export interface AuthClient {
  $store: {
    listen: (signal: string, listener: () => void) => unknown
    notify: (signal?: string) => void
  }
}

export interface ConnectOptions extends ConnectClientOptions {
  /** Better Auth's client, if the app signs users in and out with it. Each client is then notified of the other's changes. */
  authClient?: AuthClient
  /** Where platforms send the browser back to. @default the current page */
  callbackURL?: string
  /** Connects accounts in a popup: see `createPopupLinking()`. @default by redirect */
  popup?: PopupLinking
  /** The look of the components. @default the one of `style.css` */
  preset?: Preset
  /** The texts of the components; a ref or a getter to change them while the app runs. @default English */
  messages?: MaybeRefOrGetter<Messages>
  /** Icons of platforms that replace ours. */
  icons?: Partial<Record<PlatformId, Component>>
  /** Called when an action of a composable or component fails. */
  onError?: (error: ConnectError) => void
}

/** The object that `createConnect()` provides. */
export interface Connect {
  readonly client: ConnectClient
  readonly state: Readonly<ShallowRef<ConnectState>>
  readonly options: Pick<ConnectOptions, 'fetch' | 'callbackURL' | 'popup' | 'preset' | 'messages' | 'icons' | 'onError'>
  /** Disposes the client. Only needed without `app.use()`, which disposes it with the app. */
  dispose: () => void
}

/** The injection key, to provide a client without the plugin or a provider. */
export const connectKey: InjectionKey<Connect> = Symbol('nuxt-better-auth-connect')

/**
 * Creates the Vue plugin with its connect client. The client starts when the
 * plugin is installed in a browser.
 *
 * @example createApp(App).use(createConnect({ apiBasePath: 'https://api.example.com' })).mount('#app')
 */
export function createConnect(options: ConnectOptions = {}): Connect & Plugin<[]> {
  const { authClient } = options
  const client = createConnectClient(options)
  const state = shallowRef(client.state)
  const user = () => client.state.user?.id
  let lastUser = user()
  // `listen` calls back at once, which must have no effect.
  let isNotifying = true
  client.subscribe(() => {
    state.value = client.state
    if (lastUser !== user()) {
      lastUser = user()
      isNotifying = true
      authClient?.$store.notify('$sessionSignal')
      isNotifying = false
    }
  })
  authClient?.$store.listen('$sessionSignal', () => {
    if (!isNotifying) void client.changed('session')
  })
  isNotifying = false
  const connect: Connect = { client, state, options, dispose: client.dispose }
  return {
    ...connect,
    install(app: App) {
      app.provide(connectKey, connect)
      app.onUnmount(client.dispose)
      if (typeof window !== 'undefined') client.start()
    },
  }
}
