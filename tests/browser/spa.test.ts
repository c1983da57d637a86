import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserContext, Page } from 'playwright-core'
import { approve, complaintsOf, indexedDbOf, signInAs, useChromium } from '../setup/chromium'
import { freePort } from '../setup/postgres'
import { startServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { installConsumer, startSpa, typecheckConsumer } from '../setup/spa'
import type { Spa } from '../setup/spa'
import { signUp, userWith } from '../setup/user'
import type { Visitor } from '../setup/user'

const chromium = useChromium()
let server: TestServer
let spa: Spa
let context: BrowserContext
let page: Page

beforeAll(async () => {
  installConsumer()
  const port = await freePort()
  server = await startServer('sqlite', { BETTER_AUTH_TRUSTED_ORIGINS: `http://localhost:${port}` })
  spa = await startSpa(server.url, port)
})
afterAll(async () => {
  await spa?.stop()
  await server?.stop()
})

async function visit(user: Visitor | undefined, path = '/'): Promise<void> {
  context = await chromium.browser.newContext()
  if (user) await signInAs(context, user)
  page = await context.newPage()
  await page.goto(spa.url + path)
}

const reddit = () => page.locator('#reddit')
const connectButton = () => reddit().getByRole('button', { name: /^Connect/ })

async function disconnect(): Promise<void> {
  await reddit().getByRole('button', { name: /^Disconnect/ }).click()
  await reddit().getByRole('group').getByRole('button', { name: 'Disconnect' }).click()
  await reddit().getByText('confirmed that access has ended').waitFor()
}

async function signOut(): Promise<void> {
  await page.getByRole('button', { name: /: your account$/ }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
}

async function signIn(user: Visitor): Promise<void> {
  await page.getByLabel('Email address').fill(user.email)
  await page.getByLabel('Password', { exact: true }).fill(user.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

describe('A Vue app on another origin', () => {
  it('compiles against the packed library', async () => {
    expect(await typecheckConsumer()).toBe('')
  })

  it('has every component at work in the default look', async () => {
    await visit(await userWith(server, 'every_component'))
    const complaints = complaintsOf(page)
    await page.goto(`${spa.url}/components`)
    await page.getByRole('heading', { name: 'Every component' }).waitFor()
    const library = await import(resolve('packages/vue/dist/vue.js')) as Record<string, object>
    const components = Object.keys(library).filter(name => /^[A-Z]/.test(name) && 'setup' in library[name]!)
    expect(await page.locator('[data-component]').evaluateAll(places => places.map(place => (place as HTMLElement).dataset.component))).toEqual(components.sort())

    // Each shows something, but for the one that has nothing to say of a list that is up to date.
    const empty = await page.locator('[data-component]').evaluateAll(places => places.filter(place => place.getBoundingClientRect().height < 5).map(place => (place as HTMLElement).dataset.component))
    expect(empty).toEqual(['AccountsNotice'])
    // Its style has arrived with it.
    expect(await page.locator('.connect-card').first().evaluate(card => getComputedStyle(card).borderRadius)).toBe('14px')
    await page.getByRole('checkbox', { name: 'Subreddits' }).last().check()
    await page.getByText('Chosen: read mysubreddits').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  it('is light or dark as the page is, and as a class says of a part of it', async () => {
    await visit(await userWith(server, 'light_and_dark'), '/components')
    const card = page.locator('.connect-card').first()
    const surface = () => card.evaluate(card => getComputedStyle(card).backgroundColor)
    await card.waitFor()
    expect(await surface()).toBe('rgb(255, 255, 255)')
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await surface()).toBe('rgb(27, 29, 32)')
    await card.evaluate(card => card.parentElement!.classList.add('light'))
    expect(await surface()).toBe('rgb(255, 255, 255)')
    await context.close()
  })

  it('connects Reddit by redirect and disconnects it', async () => {
    await visit(await signUp(server))
    await connectButton().click()
    await page.getByRole('button', { name: 'Approve' }).waitFor()
    await approve(server, page)
    await reddit().getByText('1 connected', { exact: true }).waitFor()
    expect(page.url()).toBe(`${spa.url}/`)
    await disconnect()
    await context.close()
  })

  it('shows why Reddit was not connected, and takes it out of the address', async () => {
    await visit(await signUp(server), '/settings?tab=accounts')
    await connectButton().click()
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.getByText('Permission was not given at Reddit').waitFor()
    expect(page.url()).toBe(`${spa.url}/settings?tab=accounts`)
    await context.close()
  })

  it('signs in by form, out, and in as somebody else, who sees and finds nothing of the first', async () => {
    const [first, second] = [await userWith(server, 'first_person'), await userWith(server, 'second_person')]
    await visit(undefined)
    await signIn(first)
    // Listeners hear of it, though what told them is gone from the page by then.
    await page.getByText('Somebody has signed in.').waitFor()
    await reddit().getByText('first_person').first().waitFor()
    await expect.poll(() => indexedDbOf(page)).toContain('first_person')
    await signOut()
    await page.getByText('Somebody has signed out.').waitFor()
    await page.getByLabel('Password', { exact: true }).waitFor()
    expect(await indexedDbOf(page)).toBe('[[]]')

    const seen = await page.evaluateHandle(() => {
      const texts: string[] = []
      new MutationObserver(() => texts.push(document.body.innerText)).observe(document.body, { childList: true, subtree: true, characterData: true })
      return texts
    })
    await signIn(second)
    await reddit().getByText('second_person').first().waitFor()
    expect((await seen.jsonValue()).join()).not.toContain('first_person')
    await expect.poll(() => indexedDbOf(page)).toContain('second_person')
    expect(await indexedDbOf(page)).not.toContain('first_person')
    await context.close()
  })

  it('of a user whose session was replaced behind its back nothing stays', async () => {
    const [first, second] = [await userWith(server, 'replaced_person'), await userWith(server, 'replacing_person')]
    await visit(first)
    await expect.poll(() => indexedDbOf(page)).toContain('replaced_person')
    await signInAs(context, second)
    await page.reload()
    await reddit().getByText('replacing_person').first().waitFor()
    expect(await page.content()).not.toContain('replaced_person')
    await expect.poll(() => indexedDbOf(page)).toContain('replacing_person')
    expect(await indexedDbOf(page)).not.toContain('replaced_person')
    await context.close()
  })
})

describe('The cache', () => {
  it('paints the second visit before the network answers, without a word of complaint', async () => {
    const user = await userWith(server, 'cached_person')
    await visit(user)
    await expect.poll(() => indexedDbOf(page)).toContain('cached_person')
    const complaints = complaintsOf(page)
    const answersAfter = 3000
    await page.route(`${server.url}/**`, async (route) => {
      await new Promise(resolve => setTimeout(resolve, answersAfter))
      await route.continue().catch(() => {})
    })
    await page.addInitScript(() => {
      const observer = new MutationObserver(() => {
        if (!document.body?.innerText.includes('cached_person')) return
        Object.assign(window, { paintedAt: performance.now() })
        observer.disconnect()
      })
      observer.observe(document, { childList: true, subtree: true })
    })
    await page.reload({ waitUntil: 'commit' })
    await page.waitForFunction(() => 'paintedAt' in window)
    expect(await page.evaluate(() => (window as unknown as { paintedAt: number }).paintedAt)).toBeLessThan(answersAfter)
    expect(await page.getByText('From last time.').count()).toBe(0)
    // The version it has saves sending the list again.
    const answer = await page.waitForResponse(response => response.url().endsWith('/api/auth/accounts'))
    expect([answer.request().headers()['if-none-match'], answer.status()]).toEqual([expect.stringMatching(/^"/), 304])
    expect(complaints).toEqual([])
    await context.close()
  })

  it('asks once for all who show accounts, and holds no secret', async () => {
    const user = await userWith(server, 'asks_once')
    context = await chromium.browser.newContext()
    await signInAs(context, user)
    page = await context.newPage()
    const asked: string[] = []
    page.on('request', request => request.url().startsWith(server.url) && request.method() === 'GET' && asked.push(new URL(request.url()).pathname))
    await page.goto(spa.url, { waitUntil: 'networkidle' })
    // What the server offers, and then the details of what the page shows of it.
    expect(asked.sort()).toEqual(['/api/auth/accounts', '/api/auth/get-session', '/api/auth/platforms', '/api/auth/platforms'])
    await expect.poll(() => indexedDbOf(page)).toContain('asks_once')
    const kept = await indexedDbOf(page)
    for (const secret of (await server.sandbox.secrets()).filter(text => text.length > 8)) expect(kept.includes(secret)).toBe(false)
    for (const cookie of user.cookies.values()) expect(kept.includes(decodeURIComponent(cookie).split('.')[0]!)).toBe(false)
    await context.close()
  })

  it('shows the list when reloaded offline, marked as stale, and as current once back', async () => {
    await visit(await userWith(server, 'offline_person'))
    await expect.poll(() => indexedDbOf(page)).toContain('offline_person')
    // The app itself would come from a service worker or the browser's cache; only the network is gone.
    await page.route(`${spa.url}/**`, async (route) => {
      const response = await fetch(route.request().url())
      await route.fulfill({ contentType: response.headers.get('content-type')!, body: await response.text() })
    })
    await context.setOffline(true)
    await page.reload()
    await reddit().getByText('offline_person').first().waitFor()
    await page.getByText('From last time.').waitFor()
    await context.setOffline(false)
    await page.getByText('From last time.').waitFor({ state: 'detached' })
    await reddit().getByText('offline_person').first().waitFor()
    await context.close()
  })

  it.each([
    ['absent', () => Object.defineProperty(window, 'indexedDB', { value: undefined })],
    ['refused', () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('Denied', 'SecurityError')
      }
    }],
    ['stuck', () => {
      IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest
    }],
  ])('may be %s: all works without it', async (_, breakIt) => {
    const user = await signUp(server)
    context = await chromium.browser.newContext()
    await context.addInitScript(breakIt)
    await signInAs(context, user)
    page = await context.newPage()
    const complaints = complaintsOf(page)
    await page.goto(spa.url)
    await connectButton().click()
    await page.getByRole('button', { name: 'Approve' }).waitFor()
    await approve(server, page)
    await reddit().getByText('1 connected', { exact: true }).waitFor()
    await disconnect()
    await signOut()
    await page.getByLabel('Password', { exact: true }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  it('drops what a newer version kept in another shape', async () => {
    await visit(undefined, '/popup')
    await page.evaluate(() => new Promise<void>((resolve) => {
      const request = indexedDB.open('nuxt-better-auth-connect', 99)
      request.onupgradeneeded = () => request.result.createObjectStore('accounts').put('old_shape', ['a', 'b'])
      request.onsuccess = () => {
        request.result.close()
        resolve()
      }
    }))
    expect(await indexedDbOf(page)).toContain('old_shape')
    await signInAs(context, await userWith(server, 'new_shape'))
    await page.goto(spa.url)
    await reddit().getByText('new_shape').first().waitFor()
    await expect.poll(() => indexedDbOf(page)).toContain('new_shape')
    expect(await indexedDbOf(page)).not.toContain('old_shape')
    await context.close()
  })

  it('keeps the list through an error of the API, and tries again when asked to', async () => {
    await visit(await userWith(server, 'keeps_list'))
    await expect.poll(() => indexedDbOf(page)).toContain('keeps_list')
    await page.route('**/api/auth/accounts', route => route.fulfill({ status: 500, json: { error: 'It broke.', code: 'INTERNAL' }, headers: { 'access-control-allow-origin': spa.url, 'access-control-allow-credentials': 'true' } }))
    await page.reload()
    await page.getByText('It broke.').waitFor()
    await page.getByText('From last time.').waitFor()
    await reddit().getByText('keeps_list').first().waitFor()
    await page.unroute('**/api/auth/accounts')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('It broke.').waitFor({ state: 'detached' })
    await reddit().getByText('keeps_list').first().waitFor()
    await context.close()
  })

  it('is dropped when the session has ended, which shows as signed out', async () => {
    const user = await userWith(server, 'ended_person')
    await visit(user)
    await expect.poll(() => indexedDbOf(page)).toContain('ended_person')
    await user.fetch('/api/auth/sign-out', { json: {} })
    await page.reload()
    await page.getByText('Your session has ended.').waitFor()
    await page.getByLabel('Password', { exact: true }).waitFor()
    expect(await page.content()).not.toContain('ended_person')
    await expect.poll(() => indexedDbOf(page)).toBe('[[]]')
    await context.close()
  })
})

describe('Several tabs', () => {
  it('follow each other within a second', async () => {
    await visit(await userWith(server, 'two_tabs'))
    await reddit().getByText('two_tabs').first().waitFor()
    const other = await context.newPage()
    await other.goto(spa.url)
    await other.locator('#reddit').getByText('two_tabs').first().waitFor()
    await disconnect()
    await other.locator('#reddit').getByText('No account connected yet.').waitFor({ timeout: 1000 })
    await signOut()
    await page.getByLabel('Password', { exact: true }).waitFor()
    await other.getByLabel('Password', { exact: true }).waitFor({ timeout: 1000 })
    await context.close()
  })
})

describe('A popup', () => {
  async function openPopup(button = connectButton()): Promise<Page> {
    await page.getByLabel('Note').fill('kept')
    const [popup] = await Promise.all([page.waitForEvent('popup'), button.click()])
    await popup.getByRole('button', { name: 'Approve' }).waitFor()
    return popup
  }

  it('connects Reddit while the page stays as it is, which then disconnects it', async () => {
    await visit(await signUp(server), '/?popup')
    const popup = await openPopup()
    expect(await popup.evaluate(() => window.opener as unknown)).toBeNull()
    const closed = popup.waitForEvent('close')
    await approve(server, popup)
    await closed
    await reddit().getByText('Your Reddit account is connected.').waitFor()
    await reddit().getByText('1 connected', { exact: true }).waitFor()
    expect(await page.getByLabel('Note').inputValue()).toBe('kept')
    await disconnect()
    await context.close()
  })

  it('of a button that is only there for the first account is heard of, though the button has left by then', async () => {
    await visit(await signUp(server), '/?popup')
    await approve(server, await openPopup(page.locator('#first').getByRole('button')))
    await page.getByText('The first account is connected.').waitFor()
    await context.close()
  })

  it('tells the page why nothing was connected', async () => {
    await visit(await signUp(server), '/?popup')
    const popup = await openPopup()
    await popup.getByRole('button', { name: 'Deny' }).click()
    await reddit().getByText('Permission was not given at Reddit').waitFor()
    await connectButton().and(page.locator(':not([aria-disabled=true])')).waitFor()
    await context.close()
  })

  it('that is closed ends the wait', async () => {
    await visit(await signUp(server), '/?popup')
    await (await openPopup()).close()
    await reddit().getByText('The window was closed').waitFor({ timeout: 3000 })
    await context.close()
  })

  it('that takes too long ends the wait, and can still be finished', async () => {
    await visit(await signUp(server), '/?popup=2500')
    const popup = await openPopup()
    await reddit().getByText('Connecting took too long.').waitFor()
    await approve(server, popup)
    await expect.poll(() => popup.isClosed()).toBe(true)
    await page.reload()
    await reddit().getByText('1 connected', { exact: true }).waitFor()
    await context.close()
  })

  it('takes no word from elsewhere', async () => {
    await visit(await signUp(server), '/?popup')
    const popup = await openPopup()
    // What a platform's page could try: messages to whoever opened it, and channels of its own origin.
    await popup.evaluate(() => {
      const target = (window.opener ?? window.parent) as Window
      target.postMessage({ error: 'forged' }, '*')
      new BroadcastChannel('nuxt-better-auth-connect:popup').postMessage({ error: 'forged' })
    })
    await page.evaluate(() => window.postMessage({ error: 'forged' }, '*'))
    await approve(server, popup)
    await reddit().getByText('1 connected', { exact: true }).waitFor()
    expect(await page.content()).not.toContain('forged')
    await context.close()
  })

  it('that is blocked gives way to the redirect', async () => {
    const user = await signUp(server)
    context = await chromium.browser.newContext()
    await context.addInitScript(() => {
      window.open = () => null
    })
    await signInAs(context, user)
    page = await context.newPage()
    await page.goto(`${spa.url}/?popup`)
    await connectButton().click()
    await page.getByRole('button', { name: 'Approve' }).waitFor()
    await approve(server, page)
    await reddit().getByText('1 connected', { exact: true }).waitFor()
    expect(page.url()).toBe(`${spa.url}/?popup=`)
    await context.close()
  })
})

describe('Other ways to set it up', () => {
  it('with Better Auth\'s client, which signs in and out for both', async () => {
    const user = await userWith(server, 'by_auth_client')
    await visit(undefined, '/?auth-client')
    await page.getByLabel('Password', { exact: true }).waitFor()
    await page.evaluate(credentials => (window as unknown as { authClient: { signIn: { email: (credentials: object) => Promise<unknown> } } }).authClient.signIn.email(credentials), { email: user.email, password: user.password })
    await reddit().getByText('by_auth_client').first().waitFor()
    await expect.poll(() => indexedDbOf(page)).toContain('by_auth_client')
    await page.evaluate(() => (window as unknown as { authClient: { signOut: () => Promise<unknown> } }).authClient.signOut())
    await page.getByLabel('Password', { exact: true }).waitFor()
    expect(await page.getByText('Your session has ended.').count()).toBe(0)
    expect(await indexedDbOf(page)).toBe('[[]]')
    await context.close()
  })

  it('with a provider, which ends with the app', async () => {
    const user = await userWith(server, 'by_provider')
    await visit(user, '/?provider')
    await reddit().getByText('by_provider').first().waitFor()
    await page.evaluate(() => (window as unknown as { app: { unmount: () => void } }).app.unmount())
    const asked: string[] = []
    page.on('request', request => asked.push(request.url()))
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await page.waitForTimeout(300)
    expect(asked).toEqual([])
    await context.close()
  })
})

describe('On another site', () => {
  let abroad: TestServer
  let app: Spa

  beforeAll(async () => {
    const port = await freePort()
    abroad = await startServer('sqlite', { BETTER_AUTH_TRUSTED_ORIGINS: `http://127.0.0.1:${port}`, CROSS_SITE_COOKIES: 'true', BEARER_SESSIONS: 'true' })
    app = await startSpa(abroad.url, port, '127.0.0.1')
  })
  afterAll(async () => {
    await app?.stop()
    await abroad?.stop()
  })

  it.each(['/', '/?bearer'])('signs in, lists and signs out at %s', async (path) => {
    const user = await userWith(abroad, 'from_abroad')
    context = await chromium.browser.newContext()
    page = await context.newPage()
    await page.goto(app.url + path)
    await signIn(user)
    await reddit().getByText('from_abroad').first().waitFor()
    await page.reload()
    await reddit().getByText('from_abroad').first().waitFor()
    const token = await page.evaluate(() => sessionStorage.getItem('session'))
    const names = (await context.cookies(abroad.url)).map(({ name }) => name).filter(name => name.includes('session_token'))
    expect([token !== null, names.length]).toEqual(path === '/' ? [false, 1] : [true, 0])
    await expect.poll(() => indexedDbOf(page)).toContain('from_abroad')
    if (token) expect(await indexedDbOf(page)).not.toContain(token.split('.')[0])
    await signOut()
    await page.getByLabel('Password', { exact: true }).waitFor()
    expect(await page.evaluate(() => sessionStorage.getItem('session'))).toBeNull()
    await context.close()
  })

  it('connects by consent with cookies', async () => {
    const user = await signUp(abroad)
    context = await chromium.browser.newContext()
    page = await context.newPage()
    await page.goto(app.url)
    await signIn(user)
    await connectButton().click()
    await page.getByRole('button', { name: 'Approve' }).click()
    await reddit().getByText('1 connected', { exact: true }).waitFor()
    await disconnect()
    await context.close()
  })
})
