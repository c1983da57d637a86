import type { Browser, Page } from 'playwright-core'
import { complaintsOf } from './chromium'

/** The app made of Nuxt UI that extends the project, and has the gallery in it. */
export const galleryApp = 'tests/fixtures/gallery'

/** The gallery's page of each preset. */
export const galleryPages = { 'default': '/gallery', 'tailwind': '/gallery/tailwind', 'nuxt-ui': '/gallery/nuxt-ui' } as const

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
