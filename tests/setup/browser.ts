import type { BrowserContext, LaunchOptions, Page } from 'playwright-core'
import { indexedDbOf } from './chromium'
import { launchOptions } from './launch'

/** The same Chromium, as @nuxt/test-utils takes it. */
export async function chromium(): Promise<{ type: 'chromium', launch: LaunchOptions }> {
  return { type: 'chromium', launch: await launchOptions() }
}

/** Everything a browser was given: what it requested got as an answer, and what its console said. */
export interface Received {
  /** Bodies and headers of all answers, with the address they came from. */
  answers: { url: string, text: string }[]
  /** What the console said, but for the browser's own lines about failed requests. */
  console: string[]
  /** Paths of the API calls the pages' scripts made. */
  apiCalls: string[]
}

/** Listens to all pages of a context. */
export function listen(context: BrowserContext, origin: string): Received {
  const received: Received = { answers: [], console: [], apiCalls: [] }
  context.on('request', (request) => {
    const { origin: to, pathname } = new URL(request.url())
    if (to === origin && pathname.startsWith('/api/') && ['fetch', 'xhr'].includes(request.resourceType())) received.apiCalls.push(`${request.method()} ${pathname}`)
  })
  context.on('response', async (response) => {
    // A consent page is the platform's, not ours.
    if (!response.url().startsWith(origin)) return
    const headers = JSON.stringify(await response.allHeaders())
    const body = await response.body().then(String, () => '')
    received.answers.push({ url: response.url(), text: `${headers}\n${body}` })
  })
  context.on('console', (message) => {
    if (['warning', 'error'].includes(message.type()) && !message.text().startsWith('Failed to load resource')) received.console.push(message.text())
  })
  context.on('weberror', error => received.console.push(String(error.error())))
  return received
}

/** What the page shows, holds and has stored in the browser. */
export async function contents(page: Page): Promise<string> {
  const held = await page.evaluate(() => JSON.stringify([document.documentElement.outerHTML, document.cookie, { ...localStorage }, { ...sessionStorage }]))
  return held + await indexedDbOf(page)
}
