// What an app's own platforms in `connect/platforms/` are made with: `nuxt-better-auth-connect/platforms`.
export { definePlatform } from './shared/platforms/define-platform'
export type { DefinedPlatform } from './shared/platforms/define-platform'
export type * from './shared/platforms/definition'
export type * from './shared/platforms/registry'
export { defineConnector, GrantRefused } from './server/platforms/connector'
export type * from './server/platforms/connector'
export { connectError } from './shared/errors'
