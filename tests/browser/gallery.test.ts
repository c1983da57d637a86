import { readdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { names } from '../../dev/gallery/people'
import { findViolations } from '../setup/axe'
import { useChromium } from '../setup/chromium'
import { openGallery, setTheme } from '../setup/gallery'
import { galleryApp, galleryPages } from '../setup/gallery-pages'
import type { OpenGallery } from '../setup/gallery'
import { startServer } from '../setup/server'
import type { TestServer } from '../setup/server'

const presets = Object.keys(galleryPages) as (keyof typeof galleryPages)[]
const chromium = useChromium()
let server: TestServer

/** The gallery of each preset, opened once for all tests that leave its entries as they are. */
const galleries = new Map<string, Promise<OpenGallery>>()

/** Dark by its address, in a browser that prefers light. */
function galleryOf(preset: keyof typeof galleryPages): Promise<OpenGallery> {
  const opened = galleries.get(preset) ?? openGallery(chromium.browser, server.url, preset, { theme: 'dark' })
  galleries.set(preset, opened)
  return opened
}

beforeAll(async () => {
  server = await startServer('sqlite', {}, galleryApp)
})
afterAll(async () => {
  for (const gallery of galleries.values()) await (await gallery).close()
  await server?.stop()
})

/** What axe finds, with the entry it is in. */
async function faultsOf(page: Page) {
  // The same card is there in many states, under the same name.
  const violations = await findViolations(page, { except: ['landmark-unique'] })
  return Promise.all(violations.flatMap(({ id, nodes }) => nodes.map(async ({ target, failureSummary }) => [
    id,
    await page.locator(String(target[0])).first().evaluate(element => element.closest<HTMLElement>('[data-entry]')?.dataset.entry),
    failureSummary,
  ])))
}

describe.each(presets)('The gallery of %s', (preset) => {
  let gallery: OpenGallery

  beforeAll(async () => {
    gallery = await galleryOf(preset)
  })

  it.each(['dark', 'light'] as const)('is %s without a fault axe could find', async (theme) => {
    if (theme === 'light') await setTheme(gallery.page, theme)
    const lightness = await gallery.page.locator('[data-entry="integration-card/empty"] section').evaluate((card) => {
      const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d')!
      context.fillStyle = getComputedStyle(card).backgroundColor
      context.fillRect(0, 0, 1, 1)
      return context.getImageData(0, 0, 1, 1).data[1]!
    })
    if (theme === 'dark') expect(lightness).toBeLessThan(60)
    else expect(lightness).toBeGreaterThan(240)
    expect(await faultsOf(gallery.page)).toEqual([])
  })

  it('gives every id once', async () => {
    const ids = await gallery.page.locator('main [id]').evaluateAll(elements => elements.map(({ id }) => id))
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })

  it('fits a phone', async () => {
    await gallery.page.setViewportSize({ width: 390, height: 844 })
    const tooWide = await gallery.page.evaluate(() => [...document.querySelectorAll('main *')]
      .filter(element => element.getBoundingClientRect().right > innerWidth)
      .map(element => element.closest<HTMLElement>('[data-entry]')?.dataset.entry))
    expect([...new Set(tooWide)]).toEqual([])
    if (preset === 'default') expect(await faultsOf(gallery.page)).toEqual([])
  })

  it('asks nobody else for anything, and says nothing in the console', () => {
    expect(gallery.complaints).toEqual([])
    expect(gallery.strayRequests).toEqual([])
  })
})

it('shows every component', async () => {
  const { page } = await galleryOf('default')
  const shown = await page.locator('[data-entry]').evaluateAll(entries => entries.map(entry => (entry as HTMLElement).dataset.entry!.split('/')[0]))
  const components = readdirSync('components').filter(file => file.endsWith('.vue'))
    .map(file => file.replace('.vue', '').replaceAll(/(?!^)[A-Z]/g, letter => `-${letter}`).toLowerCase())
  expect([...new Set(shown)].sort()).toEqual(components.sort())
})

it('is in the theme its address asks for, or else in that of the system', async () => {
  const context = await chromium.browser.newContext({ colorScheme: 'dark' })
  const page = await context.newPage()
  for (const [query, theme] of [['', 'dark'], ['&theme=light', 'light']]) {
    await page.goto(`${server.url}/gallery?only=time-text${query}`)
    expect(await page.locator('html').getAttribute('class')).toBe(theme)
  }
  await context.close()
})

it('an app that is dark by a class is so before any script of its own has run', async () => {
  const context = await chromium.browser.newContext({ colorScheme: 'dark' })
  const page = await context.newPage()
  let heldBack = 0
  await page.route(/\/_nuxt\/.*\.js/, () => {
    heldBack++
  })
  await page.goto(server.url, { waitUntil: 'commit' })
  await page.getByRole('contentinfo').waitFor()
  const [light, dark] = await page.evaluate(() => {
    const lightnessOf = (element: HTMLElement) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d')!
      canvas.fillStyle = getComputedStyle(element).backgroundColor
      canvas.fillRect(0, 0, 1, 1)
      return canvas.getImageData(0, 0, 1, 1).data[1]!
    }
    const dark = lightnessOf(document.body)
    document.documentElement.classList.remove('dark')
    return [lightnessOf(document.body), dark]
  })
  expect(heldBack).toBeGreaterThan(0)
  expect(dark).toBeLessThan(60)
  // It is the class that did it.
  expect(light).toBeGreaterThan(200)
  await context.close()
})

describe.each(presets)('What the components of %s say', (preset) => {
  it('is all from the messages', async () => {
    const gallery = await openGallery(chromium.browser, server.url, preset, { locale: 'marked' })
    const rest = Object.entries(await textsOf(gallery.page)).map(([entry, texts]) => [entry, withoutNames(withoutMarks(texts.join('\n')))])
    await gallery.close()
    expect(rest.length).toBeGreaterThan(100)
    expect(rest.filter(([, text]) => /\p{L}/u.test(text!))).toEqual([])
  })
})

it('leaves nothing English in German', async () => {
  const german = await openGallery(chromium.browser, server.url, 'default', { locale: 'de' })
  const [english, translated] = await Promise.all([await galleryOf('default'), german].map(async ({ page }) =>
    new Set(Object.values(await textsOf(page)).flat().map(withoutNames).filter(text => /\p{L}/u.test(text)))))
  await german.close()
  expect([...english!].filter(text => translated!.has(text)).sort()).toEqual(['Name', 'Sandbox', 'Sandbox:', 'Subreddits'])
})

/** Everything an entry says, seen or heard, by the entry's name; but for addresses, single letters and bare times. */
function textsOf(page: Page): Promise<Record<string, string[]>> {
  return page.evaluate(() => Object.fromEntries([...document.querySelectorAll<HTMLElement>('[data-entry]')].map((entry) => {
    const texts: string[] = []
    const isBare = /^time-text\/(?!sentence)/.test(entry.dataset.entry!)
    for (const element of entry.querySelectorAll('.gallery-stage *')) {
      for (const attribute of ['aria-label', 'alt', 'title', 'placeholder']) texts.push(element.getAttribute(attribute) ?? '')
      if (element.closest('code, svg, [aria-hidden=true]') || (isBare && element.tagName === 'TIME')) continue
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent!)
    }
    return [entry.dataset.entry!, texts.map(text => text.trim()).filter(Boolean)]
  })))
}

function withoutMarks(text: string): string {
  const inner = text.replaceAll(/«[^«»]*»/g, '')
  return inner === text ? text : withoutMarks(inner)
}

function withoutNames(text: string): string {
  return [...names].sort((a, b) => b.length - a.length).reduce((rest, name) => rest.replaceAll(name, ''), text)
}
