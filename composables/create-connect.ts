import { shallowReadonly, shallowRef } from 'vue'
import type { App, Component, InjectionKey, MaybeRefOrGetter, Plugin, ShallowRef } from 'vue'
import { createConnectClient } from '../client/connect-client'
import type { ConnectClient, ConnectClientOptions } from '../client/connect-client'
import type { PopupLinking } from '../client/popup'
import type { ConnectState } from '../client/state'
import type { Messages } from '../ui/messages/messages'
import type { Preset } from '../ui/presets/preset'
import type { ConnectError } from '../shared/connect-error'
import type { PlatformId } from '../shared/platforms'

/** What is used of Better Auth's own client, when the app has one. */
export interface AuthClient {
  $store: {
    listen: (signal: string, listener: () => void) => unknown
    notify: (signal?: string) => void
  }
}

export interface ConnectOptions extends ConnectClientOptions {
  /** Better Auth's client, when the app signs people in and out with it: both then know of each other's changes. */
  authClient?: AuthClient
  /** Where platforms send the browser back to. @default the page the user is on */
  callbackURL?: string
  /** Connects in a popup: see `createPopupLinking()`. @default by redirect */
  popup?: PopupLinking
  /** How components look. @default the one of `style.css` */
  preset?: Preset
  /** What components say; a ref or a getter to change it while the app runs. @default English */
  messages?: MaybeRefOrGetter<Messages>
  /** Marks of platforms in place of ours. */
  icons?: Partial<Record<PlatformId, Component>>
  /** Hears of every failed action. */
  onError?: (error: ConnectError) => void
}

/** What `createConnect()` provides. */
export interface Connect {
  readonly client: ConnectClient
  readonly state: Readonly<ShallowRef<ConnectState>>
  readonly options: Pick<ConnectOptions, 'fetch' | 'callbackURL' | 'popup' | 'preset' | 'messages' | 'icons' | 'onError'>
  /** Ends it: for those who did not install it in an app, which ends it by itself. */
  dispose: () => void
}

/** Where the connect client is provided: for those who provide it otherwise than by the plugin or a provider. */
export const connectKey: InjectionKey<Connect> = Symbol('nuxt-better-auth-connect')

/**
 * Makes the Vue plugin around a connect client. It starts as soon as it is
 * installed in a browser.
 *
 * @example createApp(App).use(createConnect({ apiBasePath: 'https://api.example.com' })).mount('#app')
 */
export function createConnect({ authClient, callbackURL, popup, preset, messages, icons, onError, ...clientOptions }: ConnectOptions = {}): Connect & Plugin<[]> {
  const client = createConnectClient(clientOptions)
  const state = shallowRef(client.state)
  const user = () => client.state.user?.id
  let lastUser = user()
  // Also while listening begins, which calls back at once.
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
  const connect: Connect = { client, state: shallowReadonly(state), options: { fetch: clientOptions.fetch, callbackURL, popup, preset, messages, icons, onError }, dispose: client.dispose }
  return {
    ...connect,
    install(app: App) {
      app.provide(connectKey, connect)
      app.onUnmount(client.dispose)
      if (typeof window !== 'undefined') client.start()
    },
  }
}
