// Entry `nuxt-better-auth-connect/testing`: test helpers for an app's own platforms.
export { createSandboxClient, startSandbox } from '../sandbox'
export type { Sandbox, SandboxClient, SandboxOptions } from '../sandbox'
export { describePlatform } from './describe-platform'
export type { DescribePlatformOptions } from './platform-test'
