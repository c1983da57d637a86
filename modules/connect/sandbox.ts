import type { Nuxt } from '@nuxt/schema'
import { consola } from 'consola'
import { startSandbox } from '../../dev/sandbox'
import { credentialSettings, setting } from '../../server/settings'
import type { ConnectRuntimeConfig } from '../../server/settings'
import { chosenPlatforms } from './build-platforms'

/**
 * Starts the sandbox in development if no platform has credentials. It simulates
 * the platforms, so that developers can try everything at once and offline.
 */
export async function addSandbox(nuxt: Nuxt): Promise<void> {
  const config = nuxt.options.runtimeConfig.connect as ConnectRuntimeConfig | undefined
  if (!nuxt.options.dev || nuxt.options._prepare || setting('SANDBOX_URL') || config?.sandboxUrl) return
  const platforms = (await chosenPlatforms(nuxt)).map(({ definition }) => definition)
  if (platforms.some(({ kind, id }) => kind === 'oauth' && credentialSettings(id, config).clientId)) return
  const sandbox = await startSandbox({ platforms })
  process.env.SANDBOX_URL = sandbox.url
  for (const { definition, state } of sandbox.state.platforms.values()) {
    for (const [identity, values] of state.credentials.fixed()) consola.info(`Sandbox: connect ${definition.name} as ${identity} with ${Object.entries(values).map(([name, value]) => `${name} ${value}`).join(', ')}`)
  }
  nuxt.hook('close', async () => {
    delete process.env.SANDBOX_URL
    await sandbox.close()
  })
}
