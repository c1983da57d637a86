import { randomBytes } from 'node:crypto'
import { getResponseHeader, setResponseHeader } from 'h3'
import { defineNitroPlugin, useRuntimeConfig } from 'nitropack/runtime'
import { baseUrl } from '../auth/base-url'
import { contentPolicy, pagePolicy, withNonce } from '../http/content-policy'
import { sandboxUrl } from '../platforms/sandbox'

/** Browsers use https for this host for half a year. Subdomains decide for themselves. */
const transportSecurity = 'max-age=15552000'

/**
 * Sets the security headers: some on all responses, and a content security policy on
 * our pages. Headers in the app's `routeRules` override them.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
 */
export default defineNitroPlugin((nitro) => {
  nitro.hooks.hook('request', (event) => {
    setResponseHeader(event, 'x-content-type-options', 'nosniff')
    if (!import.meta.dev && baseUrl().startsWith('https:')) setResponseHeader(event, 'strict-transport-security', transportSecurity)
  })

  nitro.hooks.hook('render:html', (html, { event }) => {
    // Vite's development server needs inline scripts. A policy of the app replaces ours.
    if (import.meta.dev || getResponseHeader(event, 'content-security-policy') !== pagePolicy) return
    const nonce = randomBytes(16).toString('base64')
    const api = useRuntimeConfig().public.connect.apiBasePath
    setResponseHeader(event, 'content-security-policy', contentPolicy({ nonce, connect: [URL.parse(api)?.origin], images: [sandboxUrl()?.origin] }))
    // Not in the body: only there can be texts of users.
    for (const part of ['head', 'bodyPrepend', 'bodyAppend'] as const) html[part] = html[part].map(markup => withNonce(markup, nonce))
  })

  nitro.hooks.hook('render:response', ({ headers = {} }) => {
    // Nuxt adds it to pages.
    delete headers['x-powered-by']
  })
})
