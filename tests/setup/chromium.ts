import { chromium as playwright } from 'playwright-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import type { PlatformId } from '../../shared/platforms/registry'
import { launchOptions } from './launch'
import type { TestServer } from './server'
import { newIdentity } from './user'
import type { Visitor } from './user'

/** A browser for a suite. It is there from the first test on. */
export function useChromium(): { readonly browser: Browser } {
  let browser: Browser
  beforeAll(async () => {
    browser = await playwright.launch(await launchOptions())
  })
  afterAll(() => browser?.close())
  return {
    get browser() {
      return browser
    },
  }
}

/** Gives a browser the session of a user of the server. */
export async function signInAs(context: BrowserContext, user: Visitor): Promise<void> {
  await context.clearCookies()
  await context.addCookies([...user.cookies].map(([name, value]) => ({ name, value, url: user.server.url })))
}

/** Signs out as people do: in the menu of the user. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /: your account$/ }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
}

/** On a platform's consent page: chooses somebody no other test has connected, and approves. */
export async function approve(server: TestServer, consent: Page, platform: PlatformId = 'reddit'): Promise<void> {
  const identity = await newIdentity(server, platform)
  await consent.getByRole('button', { name: 'Approve' }).waitFor()
  await consent.reload()
  await consent.locator(`input[value="${identity}"]`).check()
  await consent.getByRole('button', { name: 'Approve' }).click()
}

/** Keeps scripts from the page, as a slow network does. @returns lets them through */
export async function holdScripts(page: Page): Promise<() => void> {
  let letThrough = () => {}
  const arrived = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  await page.route('**/_nuxt/*.js', async (route) => {
    await arrived
    await route.continue()
  })
  return letThrough
}

/** What a page complained of: hydration mismatches, uncaught errors. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  return complaints
}

/** The requests a page makes of the API, as method and path. */
export function requestsOf(page: Page): string[] {
  const requests: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/api/')) requests.push(`${request.method()} ${pathname}`)
  })
  return requests
}

/** Everything this origin keeps in IndexedDB, as text. */
export function indexedDbOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found: unknown[] = []
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name!)
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
      for (const store of db.objectStoreNames) {
        found.push(await new Promise((resolve, reject) => {
          const request = db.transaction(store).objectStore(store).getAll()
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        }))
      }
      db.close()
    }
    return JSON.stringify(found)
  })
}
