import type { ConnectAuthConfig } from './define'

/** `#connect/auth` without a file `server/auth.config.ts`. */
const config: ConnectAuthConfig | undefined = undefined as ConnectAuthConfig | undefined
export default config
