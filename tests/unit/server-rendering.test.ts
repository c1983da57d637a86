import { resolve } from 'node:path'
import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { afterEach, expect, it, vi } from 'vitest'

/** By a path TypeScript does not follow: there is no build when types are checked. */
const { createConnect, IntegrationCard, IntegrationProvider } = await import(resolve('dist/vue.js')) as typeof import('../../vue')

afterEach(() => vi.unstubAllGlobals())

const card = () => h(IntegrationCard, { platform: 'reddit' })

it.each([
  ['the plugin', () => createSSRApp({ render: card }).use(createConnect())],
  ['a provider', () => createSSRApp({ render: () => h(IntegrationProvider, { apiBasePath: 'https://api.example.com' }, card) })],
])('With %s alone a server asks nobody, and leaves the accounts for the browser to load', async (_, app) => {
  const fetch = vi.fn(() => Promise.reject(new Error('Nobody should be asked.')))
  vi.stubGlobal('fetch', fetch)
  const html = await renderToString(app())
  expect(fetch).not.toHaveBeenCalled()
  expect(html).toContain('Loading your accounts…')
  expect(html).not.toContain('could not be reached')
})

it('With a fetch of the app\'s own it renders the accounts', async () => {
  const answers: Record<string, object> = { '/api/auth/get-session': { user: { id: 'one' } }, '/api/auth/platforms': { sandbox: false, platforms: { reddit: { enabled: true, signUp: false } } }, '/api/auth/accounts': { reddit: [] } }
  const html = await renderToString(createSSRApp({ render: card }).use(createConnect({ fetch: async path => Response.json(answers[String(path)]) })))
  expect(html).toContain('No account connected yet.')
})
