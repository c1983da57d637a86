import { mkdirSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext } from 'playwright-core'
import { startSandbox } from '../dev/sandbox'
import { createSandboxClient } from '../dev/sandbox/client'
import { galleryApp, galleryPages } from '../tests/setup/gallery-pages'
import { launchOptions } from '../tests/setup/launch'
import { freePort } from '../tests/setup/postgres'
import { runServer, waitUntilHealthy } from '../tests/setup/process'
import { Visitor } from '../tests/setup/user'

// Takes screenshots of every page and of the gallery for visual review: at phone and desktop width, light and dark.
// It uses the existing builds, and writes to screenshots/.

const folder = 'screenshots'
const widths = [390, 1280]
const themes = ['light', 'dark'] as const

/** Paths of the pages, by the name of the screenshot. */
const pagesOfVisitors = { 'start': '/', 'sign-in': '/login', 'sign-up': '/login?mode=sign-up', 'failed': '/login?error=access_denied&platform=reddit', 'not-found': '/nowhere' }
const pagesOfUsers = { 'start-signed-in': '/', 'integrations': '/integrations', 'reddit': '/integrations/reddit', 'devto': '/integrations/devto', 'account': '/account' }

const sandbox = await startSandbox()
const data = await mkdtemp(join(tmpdir(), 'connect-screenshots-'))

/** Runs a built app on an empty database while `use` takes screenshots. */
async function withApp(app: string, use: (url: string) => Promise<void>): Promise<void> {
  const port = await freePort()
  const server = runServer({
    PORT: String(port),
    BETTER_AUTH_SECRET: 'only-for-pictures-0123456789-0123456789',
    SQLITE_PATH: join(data, `${port}.db`),
    SANDBOX_URL: sandbox.url,
    ALLOW_SANDBOX_IN_PRODUCTION: 'true',
    TRUSTED_PROXIES: '127.0.0.1,::1',
  }, app)
  try {
    await waitUntilHealthy(`http://localhost:${port}`, server)
    await use(`http://localhost:${port}`)
  }
  finally {
    await server.stop()
  }
}

/** Creates a user with two Reddit accounts, one of them with a revoked grant, a Google account and a Dev.to account. */
async function createUser(url: string): Promise<Visitor> {
  const client = createSandboxClient(sandbox.url)
  const user = await new Visitor({ url, sandbox: client } as Visitor['server']).signUp()
  await client.addIdentity('reddit', { id: 'screenshot', username: 'weekend_gardener' })
  await user.link('reddit', 'screenshot')
  await user.link('reddit', 'alice')
  await client.revokeGrants('reddit', 'screenshot')
  const [first] = await user.json<{ id: string }[]>('/api/auth/reddit/accounts')
  await user.fetch('/api/auth/reddit/accounts/refresh', { json: { accountId: first!.id } })
  await user.link('google', 'alice')
  await user.json('/api/auth/devto/accounts', { json: { apiKey: 'sandbox-devto-key-alice-0001' } })
  return user
}

/** Paths of the gallery by preset and component. A screenshot of the whole gallery would be too long. */
async function pagesOfGallery(browser: Browser, url: string): Promise<Record<string, string>> {
  const page = await browser.newPage()
  await page.goto(`${url}/gallery`)
  const entries = await page.locator('[data-entry]').evaluateAll(found => found.map(entry => (entry as HTMLElement).dataset.entry!.split('/')[0]!))
  await page.close()
  return Object.fromEntries(Object.entries(galleryPages).flatMap(([preset, path]) =>
    [...new Set(entries)].map(component => [`gallery-${preset}-${component}`, `${path}?only=${component}/`])))
}

async function take(browser: Browser, url: string, pages: Record<string, string>, prepare?: (context: BrowserContext) => Promise<void>): Promise<void> {
  for (const width of widths) {
    for (const colorScheme of themes) {
      const context = await browser.newContext({ baseURL: url, viewport: { width, height: width < 600 ? 844 : 800 }, colorScheme, reducedMotion: 'reduce' })
      await prepare?.(context)
      const page = await context.newPage()
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(path, { waitUntil: 'networkidle' })
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true })
      }
      await context.close()
    }
  }
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder)
const browser = await chromium.launch(await launchOptions())
try {
  await withApp('.', async (url) => {
    await take(browser, url, pagesOfVisitors)
    const user = await createUser(url)
    await take(browser, url, pagesOfUsers, context => context.addCookies([...user.cookies].map(([name, value]) => ({ name, value, url }))))
  })
  await withApp(galleryApp, async url => take(browser, url, await pagesOfGallery(browser, url)))
}
finally {
  await browser.close()
  await sandbox.close()
  await rm(data, { recursive: true, force: true })
}
