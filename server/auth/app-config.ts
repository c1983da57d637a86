import type { ConnectAuthConfig } from './define'

/** The app's `server/auth.config.ts`. A Nuxt build replaces the content of this file with it. */
const config: ConnectAuthConfig | undefined = undefined as ConnectAuthConfig | undefined
export default config
