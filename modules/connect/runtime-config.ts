import type { Nuxt } from '@nuxt/schema'
import { defu } from 'defu'
import { runtimeDefaults } from '../../server/settings'
import type { PlatformDefinition } from '../../shared/platforms/definition'

/** Adds every key of `runtimeConfig.connect`, so that Nuxt knows their types and `NUXT_CONNECT_*` sets them. */
export function addRuntimeConfig({ options: { runtimeConfig } }: Nuxt, platforms: readonly PlatformDefinition[]): void {
  const clients = platforms.filter(({ kind }) => kind === 'oauth').map(({ id }) => [id, { clientId: '', clientSecret: '' }])
  const { platforms: configured = {}, ...connect } = { ...runtimeConfig.connect as Partial<typeof runtimeDefaults> | undefined }
  const known = defu({ platforms: configured }, { platforms: Object.fromEntries(clients) })
  const ofClient = {
    /** Base URL of the server with the account API, if it is another server. */
    apiBasePath: '',
    /** Whether to connect accounts in a popup instead of with a redirect. */
    popup: false,
  }
  Object.assign(runtimeConfig, { connect: { ...runtimeDefaults, ...connect, ...known } })
  Object.assign(runtimeConfig.public, { connect: { ...ofClient, ...runtimeConfig.public.connect as Partial<typeof ofClient> | undefined } })
}
