import config from './app-config'
import type { Auth } from 'better-auth'
import { betterAuth } from 'better-auth/minimal'
import type { BetterAuthInstance, ConnectAuthConfig } from './define'
import { ownOptions } from './own-options'
import type { RegisteredAuth } from './registered'

/** The Better Auth instance, with the types that every instance has. */
export type BaseAuth = Auth<Record<never, never>>

/** The Better Auth instance of the app, with the types of its plugins and additional fields. */
export type ServerAuth = RegisteredAuth extends { config: ConnectAuthConfig<infer Instance> }
  ? Instance extends BetterAuthInstance ? Instance : BaseAuth
  : BaseAuth

let auth: BaseAuth | undefined

/**
 * The Better Auth instance, created on first use: ours with the options of
 * `server/auth.config.ts`, or the app's own.
 */
export function useAuth(): BaseAuth {
  return auth ??= (config?.instance ? adopt(config.instance()) : betterAuth(ownOptions(config?.options ?? {}))) as BaseAuth
}

/** Whether the app has a Better Auth instance of its own. */
export const hasOwnInstance = () => config?.instance !== undefined

/** Prepares an instance of the app. @throws Error if it does not have the plugin `connect()` as its last one */
function adopt(instance: BetterAuthInstance): BetterAuthInstance {
  const { plugins = [] } = instance.options
  const at = plugins.findIndex(({ id }) => id === 'connect')
  if (at === -1) throw new Error('The Better Auth instance in server/auth.config.ts does not have the plugin connect(), so connected accounts would not be protected. Import it from nuxt-better-auth-connect/server, and add it as the last plugin.')
  if (at !== plugins.length - 1) throw new Error(`The Better Auth instance in server/auth.config.ts has the plugin '${plugins.at(-1)!.id}' after connect(). Database hooks run in the order of the plugins, and those of connect() must be the last. Move connect() to the end.`)
  // The route converts errors. Without this option, Better Auth logs them with the values in them.
  instance.options.onAPIError = { ...instance.options.onAPIError, throw: true }
  return instance
}
