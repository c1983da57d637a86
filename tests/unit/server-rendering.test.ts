import { resolve } from 'node:path'
import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { server, user } from '../../dev/gallery/people'
import type { ConnectSnapshot } from '../../client/state'
import type { ServerPlatforms } from '../../shared/account'

/** By a path TypeScript does not follow: there is no build when types are checked. */
const { createConnect, CredentialsForm, de, FeatureList, IntegrationCard, IntegrationProvider, PlatformIcon, useIntegration } = await import(resolve('packages/vue/dist/vue.js')) as typeof import('../../vue')

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
  const answers: Record<string, object> = { '/api/auth/get-session': { user: { id: 'one' } }, '/api/auth/platforms': { sandbox: false, platforms: { reddit: server.platforms.reddit } }, '/api/auth/accounts': { reddit: [] } }
  const html = await renderToString(createSSRApp({ render: card }).use(createConnect({ fetch: async path => Response.json(answers[String(path).replace(/\?.*/, '')]) })))
  expect(html).toContain('No account connected yet.')
})

/** Renders with what the gallery's server offers. Requests are recorded. */
async function render(component: () => unknown, { offers = server, ...options }: { offers?: ServerPlatforms, messages?: typeof de } = {}): Promise<{ html: string, asked: string[], snapshot: ConnectSnapshot }> {
  const asked: string[] = []
  const withoutDetails = { ...offers, platforms: Object.fromEntries(Object.entries(offers.platforms).map(([id, offer]) => [id, { ...offer, details: undefined }])) }
  const connect = createConnect({
    initial: { user, accounts: undefined, server: withoutDetails as ServerPlatforms },
    fetch: async (path) => {
      asked.push(String(path).replace('/api/auth', ''))
      return Response.json(String(path).includes('/platforms') ? offers : {})
    },
    ...options,
  })
  const html = await renderToString(createSSRApp({ render: component as () => ReturnType<typeof h> }).use(connect))
  return { html: html.replaceAll(/<!--.*?-->/g, ''), asked, snapshot: connect.client.dehydrate() }
}

/** What only the gallery offers is not in the types. */
const id = (name: string) => name as 'devto'

describe('What components show of platforms', () => {
  it('is asked for once for all of them, rendered, and handed to the page', async () => {
    const { html, asked, snapshot } = await render(() => [h(FeatureList, { platform: 'reddit' }), h(FeatureList, { platform: 'x' }), h(PlatformIcon, { platform: 'x' })])
    expect(asked).toEqual(['/platforms?details=reddit,x'])
    expect(html).toContain('Read your feed')
    expect(html).toContain('Read your timeline')
    expect(snapshot.server?.platforms.reddit?.details?.features).toContain('Read your feed')
  })

  it('is in the language of the messages', async () => {
    const { html } = await render(() => h(FeatureList, { platform: 'reddit' }), { messages: de })
    expect(html).toContain('Ihren Feed lesen')
    expect(html).not.toContain('Read your feed')
  })

  it('is nothing for a platform that the server does not offer', async () => {
    const components = [IntegrationCard, PlatformIcon, FeatureList, CredentialsForm]
    for (const name of ['nowhere', 'constructor']) {
      const { html } = await render(() => components.map(component => h(component as typeof IntegrationCard, { platform: id(name) })))
      expect(html).toBe('')
    }
  })

  it('is the first letter where there is no icon', async () => {
    const { html } = await render(() => [h(PlatformIcon, { platform: id('harbor') }), h(PlatformIcon, { platform: 'reddit' })])
    expect(html.match(/<text[^>]*>(.*?)<\/text>/)?.[1]).toBe('H')
    expect(html.match(/<path/g)).toHaveLength(1)
  })

  it('is a form of all credentials, with the host first', async () => {
    const { html } = await render(() => h(CredentialsForm, { platform: id('lantern'), errorId: 'refused' }))
    expect([...html.matchAll(/<label[^>]*>(.*?)<\/label>/g)].map(match => match[1])).toEqual(['Your server', 'Handle', 'App password'])
    const inputs = [...html.matchAll(/<input[^>]*>/g)].map(([input]) => input)
    expect(inputs.map(input => /type="(\w+)"/.exec(input)?.[1])).toEqual(['text', 'text', 'password'])
    // The host has a default.
    expect(inputs.map(input => / required/.test(input))).toEqual([false, true, true])
    expect(inputs.map(input => /aria-invalid="true"/.test(input))).toEqual([false, true, true])
    expect(html).toContain('aria-label="Show App password"')
    // Nothing leaves without scripts.
    expect(html).not.toMatch(/ name="/)
  })

  it('has a field for the host where accounts are at several', async () => {
    const { html } = await render(() => h(IntegrationCard, { platform: id('harbor') }))
    expect(html).toMatch(/placeholder="harbor.example"[^>]* required/)
    expect(html).toContain('Connect Harbor')
  })

  it('offers no connecting while the platform is off', async () => {
    const offers = { ...server, platforms: { ...server.platforms, reddit: { ...server.platforms.reddit!, enabled: false } } }
    const { html } = await render(() => h(IntegrationCard, { platform: 'reddit' }), { offers })
    expect(html).toContain('Reddit is not configured on this server.')
    expect(html).not.toContain('Connect Reddit')
  })
})

it('Actions of composables do not reject, and say why they failed', async () => {
  const failures: string[] = []
  const connect = createConnect({
    initial: { user, accounts: undefined, server },
    fetch: async () => Response.json({ code: 'ACCOUNT_MISMATCH', error: 'It belongs to another account.' }, { status: 409 }),
    onError: error => failures.push(error.code),
  })
  let devto: ReturnType<typeof useIntegration<'devto'>>
  const setup = () => {
    devto = useIntegration('devto')
    return () => null
  }
  await renderToString(createSSRApp({ setup }).use(connect))
  failures.length = 0
  expect(await devto!.reconnect('account-1', 'a key')).toBe(false)
  expect(devto!.error.value).toMatchObject({ code: 'ACCOUNT_MISMATCH', message: 'It belongs to another account.' })
  expect(await devto!.connectWithKey('a key')).toBeUndefined()
  expect(failures).toEqual(['ACCOUNT_MISMATCH', 'ACCOUNT_MISMATCH'])
})
