import { readdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { names } from '../../dev/gallery/people'
import { useChromium } from '../setup/chromium'
import { openGallery } from '../setup/gallery'
import { galleryApp, galleryPages } from '../setup/gallery-pages'
import type { OpenGallery } from '../setup/gallery'
import { startServer } from '../setup/server'
import type { TestServer } from '../setup/server'

const presets = Object.keys(galleryPages) as (keyof typeof galleryPages)[]
const chromium = useChromium()
let server: TestServer

beforeAll(async () => {
  server = await startServer('sqlite', {}, galleryApp)
})
afterAll(() => server?.stop())

describe.each(presets.flatMap(preset => ['light', 'dark'].map(theme => [preset, theme] as const)))('The gallery of %s in %s', (preset, theme) => {
  let gallery: OpenGallery

  beforeAll(async () => {
    gallery = await openGallery(chromium.browser, server.url, preset, { theme })
  })
  afterAll(() => gallery.close())

  it('has no fault axe could find', async () => {
    // The same card is there in many states, under the same name.
    const { violations } = await new AxeBuilder({ page: gallery.page }).disableRules('landmark-unique').analyze()
    const found = await Promise.all(violations.flatMap(({ id, nodes }) => nodes.map(async ({ target, failureSummary }) => [
      id,
      await gallery.page.locator(String(target[0])).first().evaluate(element => element.closest<HTMLElement>('[data-entry]')?.dataset.entry),
      failureSummary,
    ])))
    expect(found).toEqual([])
  })

  it('is in the theme it was asked for', async () => {
    const lightness = await gallery.page.locator('[data-entry="integration-card/empty"] section').evaluate((card) => {
      const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d')!
      context.fillStyle = getComputedStyle(card).backgroundColor
      context.fillRect(0, 0, 1, 1)
      return context.getImageData(0, 0, 1, 1).data[1]!
    })
    if (theme === 'dark') expect(lightness).toBeLessThan(60)
    else expect(lightness).toBeGreaterThan(240)
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
  })

  it('asks nobody else for anything, and says nothing in the console', () => {
    expect(gallery.complaints).toEqual([])
    expect(gallery.strayRequests).toEqual([])
  })
})

it('has no fault axe could find on a phone either', async () => {
  const gallery = await openGallery(chromium.browser, server.url, 'default')
  await gallery.page.setViewportSize({ width: 390, height: 844 })
  const { violations } = await new AxeBuilder({ page: gallery.page }).disableRules('landmark-unique').analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)).toEqual([])
  await gallery.close()
})

it('shows every component', async () => {
  const gallery = await openGallery(chromium.browser, server.url, 'default')
  const shown = await gallery.page.locator('[data-entry]').evaluateAll(entries => entries.map(entry => (entry as HTMLElement).dataset.entry!.split('/')[0]))
  await gallery.close()
  const components = readdirSync('components').filter(file => file.endsWith('.vue'))
    .map(file => file.replace('.vue', '').replaceAll(/(?!^)[A-Z]/g, letter => `-${letter}`).toLowerCase())
  expect([...new Set(shown)].sort()).toEqual(components.sort())
})

it('follows the system where no theme is asked for', async () => {
  const context = await chromium.browser.newContext({ colorScheme: 'dark' })
  const page = await context.newPage()
  await page.goto(`${server.url}/gallery?only=time-text`)
  expect(await page.locator('html').getAttribute('class')).toBe('dark')
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
  const [english, german] = await Promise.all(['en', 'de'].map(async (locale) => {
    const gallery = await openGallery(chromium.browser, server.url, 'default', { locale })
    const texts = await textsOf(gallery.page)
    await gallery.close()
    return new Set(Object.values(texts).flat().map(withoutNames).filter(text => /\p{L}/u.test(text)))
  }))
  expect([...english!].filter(text => german!.has(text)).sort()).toEqual(['Name', 'Sandbox', 'Sandbox:', 'Subreddits'])
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
