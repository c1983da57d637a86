// The server API: `nuxt-better-auth-connect/server`. `server/auth.config.ts` and the app's own server code import it.
export { connect } from './server/auth/plugin'
export { defineConnectAuth } from './server/auth/define'
export type { BetterAuthInstance, ConnectAuthConfig, ConnectAuthOptions } from './server/auth/define'
export type { ServerAuth } from './server/auth'
export type { Database, Queries } from './server/database'
export * from './server/utils/connect'
