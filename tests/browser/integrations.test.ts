import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { approve, complaintsOf, indexedDbOf, requestsOf, signInAs, signOut, useChromium } from '../setup/chromium'
import { startServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { signUp, userWith, Visitor } from '../setup/user'

const chromium = useChromium()
let server: TestServer

async function open(user: Visitor, path = '/integrations'): Promise<{ context: BrowserContext, page: Page }> {
  const context = await chromium.browser.newContext()
  await signInAs(context, user)
  const page = await context.newPage()
  await page.goto(server.url + path)
  return { context, page }
}

beforeAll(async () => {
  server = await startServer('sqlite', { DATABASE_LOG_QUERIES: 'true' })
})
afterAll(() => server?.stop())

describe('The integrations page', () => {
  it('comes from the server with the accounts, by one query, and hydrates without asking again', async () => {
    const user = await userWith(server, 'ssr_person')
    const before = server.log().length
    const html = await (await user.fetch('/integrations')).text()
    expect(html.replace(/<script[\s\S]*?<\/script>/g, '')).toContain('ssr_person')
    const queries = server.log().slice(before).split('\n').filter(line => line.includes('[database]') && line.includes('"account"'))
    expect(queries).toHaveLength(1)

    const context = await chromium.browser.newContext()
    await signInAs(context, user)
    const page = await context.newPage()
    const [complaints, requests] = [complaintsOf(page), requestsOf(page)]
    await page.goto(`${server.url}/integrations`, { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: /^Disconnect ssr_person/ }).waitFor()
    expect(requests).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  it('shows the accounts without a single script, and so with its first paint', async () => {
    const user = await userWith(server, 'unscripted_person')
    const context = await chromium.browser.newContext({ javaScriptEnabled: false })
    await signInAs(context, user)
    const page = await context.newPage()
    await page.goto(`${server.url}/integrations`)
    const account = page.getByRole('list', { name: 'Connected Reddit accounts' }).getByRole('listitem')
    expect(await account.innerText()).toMatch(/unscripted_person\s+Active/)
    await context.close()
  })

  it('tells how long access lasts, and keeps that true', async () => {
    const user = await userWith(server, 'timed_person')
    const context = await chromium.browser.newContext()
    await signInAs(context, user)
    const page = await context.newPage()
    await page.clock.install()
    await page.goto(`${server.url}/integrations`)
    const renewal = page.getByRole('region', { name: 'Reddit' }).getByText(/^Renews itself/)
    await expect.poll(() => renewal.innerText()).toBe('Renews itself in 23 hours')
    await page.clock.fastForward('12:00:00')
    await expect.poll(() => renewal.innerText()).toBe('Renews itself in 11 hours')
    await page.clock.fastForward('11:30:00')
    await expect.poll(() => renewal.innerText()).toMatch(/^Renews itself in (29|30) minutes$/)
    await page.clock.fastForward('01:00:00')
    await expect.poll(() => renewal.innerText()).toBe('Renews itself on next use')
    await context.close()
  })

  it('announces that accounts cannot be loaded each time that is tried, and where it was tried the focus stays', async () => {
    const { context, page } = await open(await userWith(server, 'loads_late'), '/')
    await page.waitForLoadState('networkidle')
    await page.route('**/api/auth/accounts', route => route.fulfill({ status: 500 }))
    await page.getByRole('link', { name: 'Integrations', exact: true }).click()
    const alert = page.getByRole('alert')
    const said = await alert.getByText('Something went wrong on our side.').elementHandle()
    await alert.getByRole('button', { name: 'Try again' }).press('Enter')
    // What is put into an alert is announced, and the same words only when they are put there anew.
    await page.waitForFunction(element => !element!.isConnected, said)
    await alert.getByText('Something went wrong on our side.').waitFor()
    expect(await page.locator(':focus').textContent()).toContain('Try again')
    await page.unroute('**/api/auth/accounts')
    await alert.getByRole('button', { name: 'Try again' }).press('Enter')
    await page.getByText('loads_late').first().waitFor()
    expect(await alert.count()).toBe(0)
    expect(await page.locator(':focus').textContent()).not.toBe('')
    await context.close()
  })

  it('does not query accounts for pages that show none', async () => {
    const user = await userWith(server, 'landing_person')
    const before = server.log().length
    await user.fetch('/')
    expect(server.log().slice(before).split('\n').filter(line => line.includes('"account"'))).toEqual([])
  })

  it('connects by redirect and disconnects', async () => {
    const user = await signUp(server)
    const { context, page } = await open(user)
    await page.getByRole('button', { name: 'Connect Reddit' }).click()
    await approve(server, page)
    await page.getByText('Your Reddit account is connected.').waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe('')
    const card = page.locator('#reddit')
    await card.getByRole('button', { name: /^Disconnect/ }).click()
    await card.getByRole('group').getByRole('button', { name: 'Disconnect' }).click()
    await card.getByText('confirmed that access has ended').waitFor()
    expect(await user.json('/api/auth/reddit/accounts')).toEqual([])
    await context.close()
  })

  it('says why a connection failed, and takes it out of the address', async () => {
    const { context, page } = await open(await signUp(server))
    await page.getByRole('button', { name: 'Connect Reddit' }).click()
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.getByText('Permission was not given at Reddit').waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe('')
    await context.close()
  })

  it('an account that is being disconnected leaves at once, and returns when the server refuses', async () => {
    const { context, page } = await open(await userWith(server, 'optimist'))
    let answer = () => {}
    const held = new Promise<void>(resolve => answer = resolve)
    await page.route('**/api/auth/reddit/accounts?*', async (route) => {
      await held
      await route.fulfill({ status: 500, json: { error: 'It broke.', code: 'INTERNAL' } })
    })
    const card = page.locator('#reddit')
    await card.getByRole('button', { name: /^Disconnect/ }).click()
    await card.getByRole('group').getByRole('button', { name: 'Disconnect' }).click()
    await card.getByText('No account connected yet.').waitFor()
    answer()
    await card.getByText('optimist').first().waitFor()
    await card.getByText('It broke.').waitFor()
    await context.close()
  })

  it.each([
    ['disconnecting', async (card: Locator) => {
      await card.getByRole('button', { name: /^Disconnect/ }).click()
      await card.getByRole('group').getByRole('button', { name: 'Disconnect' }).click()
    }],
    ['connecting', (card: Locator) => card.getByRole('button', { name: /^Connect/ }).click()],
  ])('a session that ended elsewhere leads to the sign-in page; %s', async (_, act) => {
    const user = await userWith(server, 'ended')
    const { context, page } = await open(user)
    await context.clearCookies()
    await act(page.locator('#reddit'))
    await page.waitForURL('**/login**')
    await page.getByText('Your session has ended.').waitFor()
    expect(await indexedDbOf(page)).not.toContain('ended')
    await context.close()
  })

  it('signing out as one and in as another leaves nothing of the first', async () => {
    const [first, second] = [await userWith(server, 'first_person'), await userWith(server, 'second_person')]
    const { context, page } = await open(first)
    await expect.poll(() => indexedDbOf(page)).toContain('first_person')
    await signOut(page)
    await page.getByRole('link', { name: 'Create an account' }).waitFor()
    expect(await indexedDbOf(page)).not.toContain('first_person')
    await page.goto(`${server.url}/login?next=/integrations`)
    await page.getByLabel('Email address').fill(second.email)
    await page.getByLabel('Password').fill(second.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText('second_person').first().waitFor()
    expect(await page.content()).not.toContain('first_person')
    await expect.poll(() => indexedDbOf(page)).toContain('second_person')
    expect(await indexedDbOf(page)).not.toContain('first_person')
    await context.close()
  })

  it('two tabs follow each other within a second', async () => {
    const { context, page } = await open(await userWith(server, 'in_two_tabs'))
    const other = await context.newPage()
    await other.goto(`${server.url}/integrations`)
    await other.getByRole('button', { name: /^Disconnect in_two_tabs/ }).waitFor()
    const card = page.locator('#reddit')
    await card.getByRole('button', { name: /^Disconnect/ }).click()
    await card.getByRole('group').getByRole('button', { name: 'Disconnect' }).click()
    await card.getByText('No account connected yet.').waitFor()
    await other.locator('#reddit').getByText('No account connected yet.').waitFor({ timeout: 1000 })

    await page.locator('#reddit').getByRole('button', { name: 'Connect Reddit' }).click()
    await approve(server, page)
    await page.getByText('Your Reddit account is connected.').waitFor()
    await other.locator('#reddit').getByText('1 connected', { exact: true }).waitFor({ timeout: 1000 })

    await signOut(page)
    await other.getByRole('link', { name: 'Create an account' }).waitFor()
    await context.close()
  })
})

describe('The page of a platform', () => {
  it('lets one choose what to allow, and is where one comes back to', async () => {
    const user = await signUp(server)
    const { context, page } = await open(user, '/integrations/reddit')
    const card = page.getByRole('region', { name: 'Reddit', exact: true })
    await card.getByText('Choose what to allow').click()
    await card.getByRole('checkbox', { name: 'Read' }).uncheck()
    await card.getByRole('checkbox', { name: 'Subreddits' }).check()
    await card.getByRole('button', { name: 'Connect Reddit' }).click()
    await approve(server, page)
    await page.getByText('Your Reddit account is connected.').waitFor()
    await expect.poll(() => page.url()).toBe(`${server.url}/integrations/reddit`)
    const [account] = await user.json<{ scopes: string[] }[]>('/api/auth/reddit/accounts')
    expect(account!.scopes.toSorted()).toEqual(['identity', 'mysubreddits'])

    await card.getByRole('button', { name: 'Connect another Reddit account' }).click()
    await page.getByRole('button', { name: 'Deny' }).click()
    const failure = page.getByRole('alert').filter({ hasText: 'Permission was not given at Reddit' })
    await failure.waitFor()
    expect(await failure.evaluate(element => element === document.activeElement)).toBe(true)
    await expect.poll(() => page.url()).toBe(`${server.url}/integrations/reddit`)
    await context.close()
  })

  it('is there for platforms there are, and for users only', async () => {
    const user = await signUp(server)
    expect((await user.fetch('/integrations/nowhere')).status).toBe(404)
    const response = await new Visitor(server).fetch('/integrations/reddit?error=access_denied&platform=reddit')
    expect(response.headers.get('location')).toBe('/login?next=/integrations/reddit&error=access_denied&platform=reddit')
  })
})

describe('With popups on', () => {
  it('connects without leaving the page, and tells other tabs', async () => {
    const popups = await startServer('sqlite', { NUXT_PUBLIC_CONNECT_POPUP: 'true' })
    const user = await signUp(popups)
    const context = await chromium.browser.newContext()
    await signInAs(context, user)
    const [page, other] = [await context.newPage(), await context.newPage()]
    await page.goto(`${popups.url}/integrations`)
    await other.goto(`${popups.url}/integrations`)
    const complaints = complaintsOf(page)
    const [popup] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button', { name: 'Connect Reddit' }).click()])
    await popup.getByRole('button', { name: 'Approve' }).click()
    await page.locator('#reddit').getByText('Your Reddit account is connected.').waitFor()
    await other.locator('#reddit').getByText('1 connected', { exact: true }).waitFor({ timeout: 1000 })
    await expect.poll(() => popup.isClosed()).toBe(true)
    expect(page.url()).toBe(`${popups.url}/integrations`)
    expect(complaints).toEqual([])
    await context.close()
    await popups.stop()
  })
})
