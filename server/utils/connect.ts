// What the app's own server code may use. Nitro imports it automatically, also
// in an app that extends this one.
export { ConnectError } from '../../shared/errors'
export type { ErrorCode } from '../../shared/errors'
export { getAccessToken } from '../vault/access-token'
export type { AccessTokenOptions, TokenOwner } from '../vault/access-token'
export { connectFetch, PlatformResponseError } from '../vault/platform-fetch'
export type { PlatformFetch } from '../vault/platform-fetch'
export type { AccountEvent } from '../vault/events'
