import type { Browser, Page } from 'playwright-core'
import { complaintsOf } from './chromium'
import { galleryPages } from './gallery-pages'

export interface OpenGallery {
  page: Page
  /** What its console has complained of. */
  complaints: string[]
  /** Requests that leave the origin. */
  strayRequests: string[]
  close: () => Promise<void>
}

/** Opens a page of the gallery, with every entry in its state. */
export async function openGallery(browser: Browser, url: string, preset: keyof typeof galleryPages, query: Record<string, string> = {}): Promise<OpenGallery> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const strayRequests: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) strayRequests.push(request.url())
  })
  const complaints = complaintsOf(page)
  await page.goto(`${url}${galleryPages[preset]}?${new URLSearchParams(query)}`)
  await page.waitForFunction(() => document.querySelector('[data-played]') && !document.querySelector('[data-played=false]'))
  return { page, complaints, strayRequests, close: () => context.close() }
}

/** Switches the theme as an app does that is dark by a class, and waits until all colours have changed. */
export async function setTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.locator('html').evaluate(async (html, theme) => {
    html.classList.remove('light', 'dark')
    html.classList.add(theme)
    await Promise.all(document.getAnimations().filter(animation => animation instanceof CSSTransition).map(({ finished }) => finished.catch(() => {})))
  }, theme)
}
