import type { Auth, BetterAuthOptions } from 'better-auth'

/** Better Auth's options that an app can set. The others are set from the environment. */
export type ConnectAuthOptions = Omit<BetterAuthOptions, 'database' | 'baseURL' | 'basePath' | 'secret' | 'secrets'>

/** A Better Auth instance, as `betterAuth()` returns it. */
export interface BetterAuthInstance {
  handler: (request: Request) => Promise<Response>
  api: object
  options: BetterAuthOptions
  $context: Promise<unknown>
  $Infer: { Session: { user: object, session: object } }
}

/** What `server/auth.config.ts` exports by default: options, or a function that returns an instance. */
export interface ConnectAuthConfig<Instance = unknown> {
  options?: ConnectAuthOptions
  instance?: () => BetterAuthInstance
  /** Only in types: the instance of the app. */
  $Instance?: Instance
}

/**
 * Defines the Better Auth of an app, as the default export of `server/auth.config.ts`.
 *
 * With options, they are merged with ours: plugins are added, hooks run before ours. An
 * option that weakens the protection of accounts is refused when the server starts.
 * With a function, its instance is used, with its own database and options. It needs
 * the plugin `connect()`, as the last one.
 *
 * @example
 * export default defineConnectAuth({
 *   user: { additionalFields: { plan: { type: 'string', required: false, input: false } } },
 *   plugins: [organization(), twoFactor()],
 * })
 * @example
 * export const auth = betterAuth({ database, plugins: [connect()] })
 * export default defineConnectAuth(() => auth)
 */
export function defineConnectAuth<Instance extends BetterAuthInstance>(instance: () => Instance): ConnectAuthConfig<Instance>
export function defineConnectAuth<Options extends ConnectAuthOptions>(options: Options & {}): ConnectAuthConfig<Auth<Options>>
export function defineConnectAuth(config: ConnectAuthOptions | (() => BetterAuthInstance)): ConnectAuthConfig {
  return typeof config === 'function' ? { instance: config } : { options: config }
}
