import { defineNuxtModule } from '@nuxt/kit'
import { startSandbox } from '../dev/sandbox'
import { credentialVariables, isOAuthPlatform, platformList } from '../shared/platforms'

/**
 * In development without any platform's credentials, simulated platforms stand
 * in for the real ones, so that everything can be tried at once and offline.
 */
export default defineNuxtModule({
  meta: { name: 'connect-sandbox' },
  async setup(_, nuxt) {
    if (!nuxt.options.dev || nuxt.options._prepare || process.env.SANDBOX_URL || hasCredentials()) return
    const sandbox = await startSandbox()
    process.env.SANDBOX_URL = sandbox.url
    nuxt.hook('close', async () => {
      delete process.env.SANDBOX_URL
      await sandbox.close()
    })
  },
})

function hasCredentials(): boolean {
  return platformList.map(platform => platform.id).filter(isOAuthPlatform)
    .some(id => process.env[credentialVariables(id).clientId])
}
