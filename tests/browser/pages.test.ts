import { gzipSync } from 'node:zlib'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityFaults } from '../setup/axe'
import { complaintsOf, signInAs, useChromium } from '../setup/chromium'
import { startServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp, userWith } from '../setup/user'
import type { Visitor } from '../setup/user'

/** What the app is mounted on, with a way into it. */
type NuxtRoot = Element & { __vue_app__: { config: { globalProperties: { $router: { push(path: string): Promise<unknown> } } } } }

const chromium = useChromium()
let server: TestServer
let user: Visitor

const pagesOfVisitors = ['/', '/login', '/login?mode=sign-up', '/login?error=access_denied&platform=reddit', '/connect/popup', '/nowhere']
const pagesOfUsers = ['/', '/integrations', '/integrations/reddit', '/integrations/devto', '/integrations/nowhere', '/account']

async function open(options: Parameters<typeof chromium.browser.newContext>[0] = {}): Promise<{ context: BrowserContext, page: Page }> {
  const context = await chromium.browser.newContext({ baseURL: server.url, reducedMotion: 'reduce', ...options })
  return { context, page: await context.newPage() }
}

/** Every page in turn, of visitors first. */
async function visitAll<Findings>({ context, page }: { context: BrowserContext, page: Page }, examine: (page: Page) => Promise<Findings>): Promise<[path: string, findings: Findings][]> {
  const all: [string, Findings][] = []
  for (const [paths, prepare] of [[pagesOfVisitors, () => context.clearCookies()], [pagesOfUsers, () => signInAs(context, user)]] as const) {
    await prepare()
    for (const path of paths) {
      await page.goto(path, { waitUntil: 'networkidle' })
      all.push([path, await examine(page)])
    }
  }
  return all
}

/** In pixels: a desk of 1280 at 400% and 500%, a phone whose text is that much larger, or a watch. */
const narrowWindows = [320, 256]

/** Those of the widths that the page needs more than. */
async function tooNarrow(page: Page, widths: number[]): Promise<number[]> {
  const found: number[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: 640 })
    if (await page.evaluate(() => document.documentElement.scrollWidth) !== width) found.push(width)
  }
  return found
}

/** What shows no outline when the tab key brings the focus there, and how many elements it leads to. */
async function visitByKey(page: Page): Promise<{ reached: number, unmarked: string[] }> {
  const unmarked: string[] = []
  for (let reached = 0; reached < 60; reached++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const element = document.activeElement!
      const { outlineStyle, outlineWidth } = getComputedStyle(element.closest('label') ?? element)
      return { isBody: element === document.body, text: element.textContent, outline: `${outlineWidth} ${outlineStyle}` }
    })
    if (focused.isBody) return { reached, unmarked }
    if (focused.outline !== '2px solid') unmarked.push(`${focused.text}: ${focused.outline}`)
  }
  return { reached: 60, unmarked }
}

async function faultsInBothSchemes(page: Page): Promise<string[]> {
  await page.evaluate(() => document.querySelectorAll('details').forEach(details => details.open = true))
  const faults: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    faults.push(...(await accessibilityFaults(page)).map(fault => `${colorScheme}: ${fault}`))
  }
  await page.emulateMedia({ colorScheme: 'light' })
  return faults
}

/** Whether a script runs that was added to the page without the nonce of its policy. */
function runsInjectedScript(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.isInjected = true'
    document.body.append(script)
    return 'isInjected' in window
  })
}

/** All that is tested of each page, on one visit, since loading it takes longer than looking at it. */
async function examine(page: Page) {
  const viewport = page.viewportSize()!
  const runsInjected = await runsInjectedScript(page)
  const heading = { title: await page.title(), headings: await page.getByRole('heading', { level: 1 }).count(), language: await page.locator('html').getAttribute('lang') }
  const focus = await visitByKey(page)
  const tooWide = await tooNarrow(page, narrowWindows)
  await page.setViewportSize(viewport)
  return { ...heading, runsInjected, focus, tooWide, faults: await faultsInBothSchemes(page) }
}

beforeAll(async () => {
  server = await startServer('sqlite')
  user = await userWith(server, 'a_name_that_is_rather_long_as_names_go')
})
afterAll(() => server?.stop())

describe('Every page', () => {
  let pages: [path: string, findings: Awaited<ReturnType<typeof examine>>][]
  let complaints: string[]

  beforeAll(async () => {
    const opened = await open({ colorScheme: 'light' })
    complaints = complaintsOf(opened.page)
    pages = await visitAll(opened, examine)
    await opened.context.close()
  })

  it('is accessible, light and dark', () => {
    expect(pages.filter(([, { faults }]) => faults.length).map(([path, { faults }]) => [path, faults])).toEqual([])
  })

  it('works under its content security policy, which stops a script that somebody injects', () => {
    expect(pages.filter(([, { runsInjected }]) => runsInjected).map(([path]) => path)).toEqual([])
    // One for each injected script, and none for the page.
    expect(complaints.filter(complaint => complaint.includes('Content Security Policy'))).toHaveLength(pages.length)
  })

  it('fits narrow windows, and the wider of them without scripts', async () => {
    expect(pages.filter(([, { tooWide }]) => tooWide.length).map(([path, { tooWide }]) => [path, tooWide])).toEqual([])
    const opened = await open({ javaScriptEnabled: false })
    const unscripted = await visitAll(opened, page => tooNarrow(page, narrowWindows.slice(0, 1)))
    await opened.context.close()
    expect(unscripted.filter(([, tooWide]) => tooWide.length)).toEqual([])
  })

  it('shows where the focus is', () => {
    expect(pages.filter(([, { focus }]) => focus.unmarked.length).map(([path, { focus }]) => [path, focus.unmarked])).toEqual([])
    // All but the popup's page have something to focus.
    expect(pages.filter(([, { focus }]) => !focus.reached).map(([path]) => path)).toEqual(['/connect/popup'])
  })

  it('has a title of its own, one heading of the first level, and a language', () => {
    expect(pages.filter(([, { headings, language }]) => headings !== 1 || language !== 'en').map(([path]) => path)).toEqual([])
    expect(pages.map(([, { title }]) => title)).toEqual([
      'Connected accounts',
      'Sign in · Connected accounts',
      'Create your account · Connected accounts',
      'Sign in · Connected accounts',
      'Back from the platform · Connected accounts',
      'Page not found · Connected accounts',
      'Connected accounts',
      'Integrations · Connected accounts',
      'Your Reddit accounts · Connected accounts',
      'Your Dev.to accounts · Connected accounts',
      'Page not found · Connected accounts',
      'Account settings · Connected accounts',
    ])
  })
})

describe.each([[390, 844], [1280, 800], [1280, 1600]])('What the server takes its time for, in a window of %i by %i', (width, height) => {
  // They mostly wait.
  it.concurrent.each([
    ['/integrations', 'Loading your accounts…', '1 connected'],
    ['/integrations/reddit', 'Loading your accounts…', '1 connected'],
    ['/account', 'Loading your account…', 'This device'],
  ])('moves nothing on %s when it arrives', async (path, loading, loaded) => {
    const { context, page } = await open({ viewport: { width, height } })
    await signInAs(context, user)
    await page.addInitScript(() => {
      const shifts: number[] = []
      Object.assign(window, { shifts })
      new PerformanceObserver(list => shifts.push(...list.getEntries().map(entry => (entry as PerformanceEntry & { value: number }).value)))
        .observe({ type: 'layout-shift', buffered: true })
    })
    await page.route('**/api/auth/{accounts,sessions}', async (route) => {
      await new Promise(resolve => setTimeout(resolve, 500))
      await route.continue()
    })
    await page.goto('/', { waitUntil: 'networkidle' })
    // By script: what moves after a click is not counted, and not every page is linked from there.
    await page.evaluate(path => (document.querySelector('#__nuxt') as NuxtRoot).__vue_app__.config.globalProperties.$router.push(path), path)
    await page.getByText(loading).waitFor({ state: 'attached' })
    await page.getByText(loaded).waitFor()
    await page.waitForTimeout(300)
    const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)
    expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.02)
    await context.close()
  })
})

describe('The theme', () => {
  it('is the system\'s until one is chosen, and then comes from the server', async () => {
    const paper = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const { context, page } = await open({ colorScheme: 'light' })
    await page.goto('/')
    const light = await paper(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    const dark = await paper(page)
    expect(dark).not.toBe(light)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByRole('radio', { name: 'Dark' }).check()
    await expect.poll(() => paper(page)).toBe(dark)
    const html = await (await context.request.get('/login')).text()
    expect(html).toMatch(/<html[^>]* class="dark" data-theme="dark"/)
    expect(html).toContain('<meta name="color-scheme" content="dark">')
    await page.emulateMedia({ media: 'print' })
    expect(await paper(page)).toBe(light)
    await page.emulateMedia({ media: 'screen' })

    // Without scripts there is nothing but what the server said.
    const quiet = await open({ colorScheme: 'light', javaScriptEnabled: false, storageState: await context.storageState() })
    await quiet.page.goto('/login')
    expect(await paper(quiet.page)).toBe(dark)
    await quiet.context.close()

    await page.getByRole('radio', { name: 'System' }).check()
    await expect.poll(() => paper(page)).toBe(light)
    expect((await context.cookies()).map(({ name }) => name)).toEqual([])
    await context.close()
  })
})

describe('In the colours a user forces on all pages', () => {
  it('what is chosen, and where one is, can still be told', async () => {
    const { context, page } = await open({ forcedColors: 'active' })
    await signInAs(context, user)
    await page.goto('/integrations')
    const here = (path: string) => page.goto(path).then(() => page.getByRole('navigation', { name: 'Main' }).getByRole('link').evaluate(link => getComputedStyle(link).borderBlock))
    expect(await here('/integrations')).not.toBe(await here('/account'))
    const [chosen, other] = await Promise.all(['System', 'Dark'].map(name =>
      page.getByRole('contentinfo').locator('label', { hasText: name }).evaluate(label => getComputedStyle(label).backgroundColor)))
    expect(chosen).not.toBe(other)
    await context.close()
  })
})

describe('The integrations page', () => {
  it('keeps what is on a card together beside a long list', async () => {
    const gardener = await signUp(server)
    for (let count = 0; count < 6; count++) await gardener.link('reddit', await newIdentity(server, 'reddit'))
    const { context, page } = await open({ viewport: { width: 1280, height: 800 } })
    await signInAs(context, gardener)
    await page.goto('/integrations')
    const card = page.getByRole('region', { name: 'X', exact: true })
    const [heading, button] = await Promise.all([card.getByRole('heading'), card.getByRole('button')].map(async found => (await found.boundingBox())!.y))
    expect(button! - heading!).toBeLessThan(400)
    await context.close()
  })

  it('takes no more than 120 kB of scripts, with all it loads ahead', async () => {
    const { context, page } = await open()
    await signInAs(context, user)
    const sizes: Promise<number>[] = []
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) sizes.push(response.body().then(body => gzipSync(body).length))
    })
    await page.goto('/integrations', { waitUntil: 'networkidle' })
    expect(sizes.length).toBeGreaterThan(0)
    expect((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)).toBeLessThan(120_000)
    await context.close()
  })
})
