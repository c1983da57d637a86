import { getBrowser, setup } from '@nuxt/test-utils/e2e'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeLinkError } from '../../shared/link-errors'
import { accessibilityFaults } from '../setup/axe'
import { chromium, contents, listen } from '../setup/browser'
import type { Received } from '../setup/browser'
import { signOut } from '../setup/chromium'
import { startServer } from '../setup/server'
import { signUp } from '../setup/user'

const server = await startServer('sqlite')
await setup({ host: server.url, browser: true, browserOptions: await chromium() })

let context: BrowserContext
let page: Page
let received: Received
let shown = ''

beforeAll(async () => {
  context = await (await getBrowser()).newContext({ baseURL: server.url })
  received = listen(context, server.url)
  page = await context.newPage()
})

afterAll(server.stop)

// One person's way through the app, a step a test: each goes on where the last one ended.

const email = 'pat@example.com'
const password = 'correct horse battery staple'
const card = (name: string) => page.getByRole('region', { name, exact: true })
const account = (name: string) => card(name).getByRole('list', { name: `Connected ${name} accounts` }).getByRole('listitem')

/** Waits until the page's scripts are at work: only then are its buttons enabled. */
async function arrive(path: string | RegExp): Promise<void> {
  await page.waitForURL(url => typeof path === 'string' ? url.pathname + url.search === path : path.test(url.pathname + url.search))
  await page.waitForFunction(() => !document.querySelector('main button:disabled'))
  shown += await contents(page)
}

async function consent(decision: 'Approve' | 'Deny', identity?: RegExp): Promise<void> {
  if (identity) await page.getByRole('radio', { name: identity }).check()
  await page.getByRole('button', { name: decision }).click()
}

/** The message of an `?error=` is on the page, has the focus, and has left the address. */
async function expectFailure(code: string, platform: string): Promise<void> {
  const notice = page.getByRole('alert').filter({ hasText: describeLinkError(code, platform) })
  await notice.waitFor()
  expect(await notice.evaluate(element => element === document.activeElement)).toBe(true)
  await expect.poll(() => page.url()).not.toContain('error')
}

async function expectAccessible(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await accessibilityFaults(page), colorScheme).toEqual([])
  }
}

it('lands, and finds the way to sign up', async () => {
  await page.goto('/')
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
  expect(await page.getByText(/sandbox/i).count()).toBeGreaterThan(0)
  await expectAccessible()
  await page.goto('/integrations')
  await arrive('/login?next=/integrations')
  await expectAccessible()
})

it('signs up', async () => {
  await page.getByRole('link', { name: 'Create an account' }).click()
  await arrive(/mode=sign-up/)
  await page.getByLabel('Name').fill('Pat Example')
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await arrive('/integrations')
  expect(await card('Reddit').getByText('No account connected yet.').isVisible()).toBe(true)
})

it('connects Reddit by consent', async () => {
  await card('Reddit').getByRole('button', { name: 'Connect Reddit' }).click()
  await consent('Approve', /alice/i)
  await arrive('/integrations')
  expect(await account('Reddit').innerText()).toContain('sandbox_alice')
  expect(await page.getByText('Your Reddit account is connected.').isVisible()).toBe(true)
  expect(page.url()).toBe(`${server.url}/integrations`)
})

it('connects Dev.to with a key, after one that is refused', async () => {
  const key = card('Dev.to').getByLabel('API key', { exact: true })
  await key.fill('not-a-key')
  await key.press('Enter')
  await card('Dev.to').getByText(/does not accept this key/).waitFor()
  await key.fill('sandbox-devto-key-alice-0001')
  await key.press('Enter')
  await account('Dev.to').waitFor()
  expect(await account('Dev.to').innerText()).toContain('sandbox_alice')
  expect(await key.inputValue()).toBe('')
  await expectAccessible()
})

it('sees both in what the server sends, without scripts and without a second request', async () => {
  received.apiCalls.length = 0
  await page.reload()
  await arrive('/integrations')
  await page.waitForLoadState('networkidle')
  expect(received.apiCalls).toEqual([])
  const html = await (await page.request.get('/integrations')).text()
  expect(html).toMatch(/Connected Reddit accounts/)
  expect(html).toMatch(/Connected Dev\.to accounts/)
  expect(html.match(/sandbox_alice/g)!.length).toBeGreaterThan(1)
})

it('disconnects Reddit, and is told that the grant has ended', async () => {
  await account('Reddit').getByRole('button', { name: /^Disconnect/ }).click()
  await account('Reddit').getByRole('group').getByRole('button', { name: 'Disconnect', exact: true }).click()
  await account('Reddit').waitFor({ state: 'detached' })
  expect(await card('Reddit').getByText('No account connected yet.').isVisible()).toBe(true)
  // It leaves the list before the server has answered.
  await expect.poll(() => server.sandbox.requests({ platform: 'reddit', endpoint: 'revoke' })).toHaveLength(1)
  await page.getByRole('status').filter({ hasText: /confirmed that access has ended/ }).waitFor()
  await page.reload()
  await arrive('/integrations')
  expect(await account('Reddit').count()).toBe(0)
  expect(await account('Dev.to').count()).toBe(1)
})

it('denies, and reads so', async () => {
  await card('X').getByRole('button', { name: 'Connect X' }).click()
  await consent('Deny')
  await arrive(/^\/integrations/)
  await expectFailure('access_denied', 'X')
  await expectAccessible()
})

it('meets an account of somebody else, and reads so', async () => {
  const other = await signUp(server)
  await other.link('x', 'bob')
  await card('X').getByRole('button', { name: 'Connect X' }).click()
  await consent('Approve', /bob/i)
  await arrive(/^\/integrations/)
  await expectFailure('account_already_linked_to_different_user', 'X')
  expect(await account('X').count()).toBe(0)
})

it('comes back from a platform to a session that has ended, and reads so', async () => {
  await card('X').getByRole('button', { name: 'Connect X' }).click()
  await page.getByRole('button', { name: 'Approve' }).waitFor()
  await context.clearCookies({ name: 'better-auth.session_token' })
  await server.database.rows('delete from session')
  await consent('Approve', /alice/i)
  await arrive(/^\/login/)
  await expectFailure('unable_to_link_account', 'X')
})

it('meets a Google account without an email address, and reads so', async () => {
  await page.getByRole('button', { name: 'Continue with Google' }).click()
  await consent('Approve', /no.?email/i)
  await arrive(/^\/login/)
  await expectFailure('email_not_found', 'Google')
})

it('signs in again and finds everything as it was', async () => {
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await arrive('/integrations')
  expect(await account('Dev.to').count()).toBe(1)
  await signOut(page)
  await page.getByRole('link', { name: 'Sign in' }).first().waitFor()
})

it('has received none of the secrets the platforms issued, and no complaint of the browser', async () => {
  const secrets = await server.sandbox.secrets()
  expect(secrets.length).toBeGreaterThan(8)
  expect(received.answers.length).toBeGreaterThan(20)
  // A code is a secret until it is spent; it passes through the browser's address by design of OAuth.
  const kept = secrets.filter(secret => !received.answers.some(({ url }) => url.includes(`code=${secret}`)))
  expect(kept.length).toBeGreaterThan(4)
  for (const secret of kept) {
    expect(received.answers.filter(({ text }) => text.includes(secret)).map(({ url }) => url)).toEqual([])
    expect(shown.includes(secret), 'the page or the browser\'s storage holds a secret').toBe(false)
  }
  for (const secret of secrets) expect(server.log().includes(secret), 'the log holds a secret').toBe(false)
  expect(server.log()).not.toContain(password)
  expect(received.console).toEqual([])
})
