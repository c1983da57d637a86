import { afterAll, beforeAll, expect, it } from 'vitest'
import { de } from '../../ui/messages/pages/de'
import { en } from '../../ui/messages/pages/en'
import { layeredApp, startServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp, Visitor } from '../setup/user'

let server: TestServer

beforeAll(async () => {
  server = await startServer('sqlite', { ORIGIN_CHECK_EXEMPT_PATHS: '/api/keep-alive, /api/hooks/*' }, layeredApp)
})
afterAll(() => server?.stop())

/** What a page shows and is called, without scripts and what is in them. */
async function read(visitor: Visitor, path: string): Promise<{ status: number, html: string, text: string, title?: string }> {
  const response = await visitor.fetch(path, { headers: { accept: 'text/html' } })
  const html = (await response.text()).replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
  return { status: response.status, html, text: html.replaceAll(/<[^>]+>/g, '\n'), title: /<title>(.*?)<\/title>/.exec(html)?.[1] }
}

/** Everything said in English alone, as far as it is not said with a name in it. */
function englishOnly(): string[] {
  const textsOf = (value: unknown): string[] => typeof value === 'string' ? [value] : typeof value === 'object' && value ? Object.values(value).flatMap(textsOf) : []
  const german = new Set(textsOf(de))
  return textsOf(en).filter(text => text.length > 4 && !german.has(text))
}

it.each([
  ['/login', de.login.signIn, 'visitor'],
  ['/login?mode=sign-up', de.login.signUp, 'visitor'],
  ['/account', de.account.title, 'user'],
  ['/integrations', de.integrations.title, 'user'],
  ['/integrations/reddit', de.platform.title('Reddit'), 'user'],
  ['/connect/popup', de.popup.title, 'visitor'],
  ['/nowhere', de.error[404].title, 'user'],
  ['/busy', de.error.refused.title, 'visitor'],
])('%s speaks German and goes by the app\'s name', async (path, title, who) => {
  const visitor = who === 'user' ? await signUp(server) : new Visitor(server)
  if (who === 'user') await visitor.link('reddit', await newIdentity(server, 'reddit'))
  const page = await read(visitor, path)
  expect(page.title).toBe(`${title} · Acme`)
  expect(page.html).toMatch(/<html[^>]* lang="de"/)
  const said = page.text.split('\n').map(line => line.trim())
  expect(englishOnly().filter(text => said.includes(text))).toEqual([])
  expect(page.text).not.toMatch(/\b(the|your|with|and|you)\b/i)
})

it('has the app\'s own pages, in the folder where Nuxt looks for them', async () => {
  const { text, html } = await read(new Visitor(server), '/own-page')
  expect(text).toContain('A page of the app')
  // With what it imports from the library.
  expect(text).toContain('Reddit verbinden')
  expect(html).toContain('card-of-the-app')
})

it('links to no start where there is none', async () => {
  const user = await signUp(server)
  for (const path of ['/', '/integrations']) {
    const { status, html } = await read(user, path)
    expect(status).toBe(path === '/' ? 404 : 200)
    expect(html).not.toContain('href="/"')
    expect(/<a [^>]*site-brand[^>]*>/.exec(html)![0]).toContain('href="/integrations"')
  }
})

it('adds what keeps its pages out of frames to the headers of the app, which may decide otherwise', async () => {
  const headersOf = async (path: string) => {
    const { headers } = await new Visitor(server).fetch(path)
    return ['content-security-policy', 'x-frame-options', 'x-robots-tag'].map(name => headers.get(name))
  }
  expect(await headersOf('/login')).toEqual(['object-src \'none\'; frame-ancestors \'none\'', 'DENY', 'noindex'])
  expect(await headersOf('/account')).toEqual(['frame-ancestors \'self\'', null, null])
})

it.each([
  ['from another site', { 'origin': 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['from another host of the same site', { 'origin': 'http://evil.localhost', 'sec-fetch-site': 'same-site' }],
  ['from a page without an origin', { origin: 'null' }],
  ['without an origin', { 'origin': undefined, 'sec-fetch-site': 'cross-site' }],
  ['with nothing that says where it is from', { origin: undefined }],
])('refuses a form %s that posts in the user\'s name', async (_, headers) => {
  const user = await signUp(server)
  await user.link('reddit', await newIdentity(server, 'reddit'))
  // What a form of the type text/plain sends.
  const body = JSON.stringify({ 'title': 'Forged', 'text': 'Forged', '=': '' })
  const send = (path: string, cookie = true) => {
    const all: Record<string, string | undefined> = { 'content-type': 'text/plain', 'cookie': cookie ? [...user.cookies].map(pair => pair.join('=')).join('; ') : undefined, ...headers }
    return fetch(server.url + path, { method: 'POST', body, headers: Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)) })
  }
  const forged = await send('/api/publish')
  expect([forged.status, await forged.json()]).toEqual([403, expect.objectContaining({ code: 'UNTRUSTED_ORIGIN' })])
  // An exempt path is the app's responsibility, and a request without the cookie is in nobody's name.
  expect((await send('/api/keep-alive')).status).toBe(200)
  expect((await send('/api/hooks/nothing')).status).toBe(404)
  expect((await send('/api/publish', false)).status).toBe(401)
})

it('takes a form of its own pages', async () => {
  const user = await signUp(server)
  const publish = (headers: Record<string, string>) => user.fetch('/api/publish', { json: { title: 'Mine', text: 'Mine' }, headers })
  // The user has no account to publish with: the request has reached the route.
  expect((await publish({})).status).toBe(404)
  expect((await publish({ 'origin': '', 'sec-fetch-site': 'same-origin' })).status).toBe(404)
})
