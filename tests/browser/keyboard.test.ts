import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signInAs, useChromium } from '../setup/chromium'
import { startServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp } from '../setup/user'
import type { Visitor } from '../setup/user'

const chromium = useChromium()
let server: TestServer
let user: Visitor
let page: Page
let identity: string

beforeAll(async () => {
  server = await startServer('sqlite')
  user = await signUp(server)
  identity = await newIdentity(server, 'reddit', 'keyboard_person')
  const context = await chromium.browser.newContext({ reducedMotion: 'reduce' })
  await signInAs(context, user)
  page = await context.newPage()
  page.setDefaultTimeout(5000)
})
afterAll(() => server?.stop())

/** Role and name of what has the focus, as a screen reader says them: `button "Connect Reddit"`. */
async function focused(): Promise<string> {
  // After the last element the focus leaves the page.
  if (await page.locator(':focus').count() === 0) return ''
  return /^- '?(\w+(?: "[^"]*")?(?: \[[^\]]+\])*)/.exec(await page.locator(':focus').ariaSnapshot())?.[1] ?? ''
}

/** Presses the key until it has brought the focus there, as somebody without a mouse does. */
async function goTo(target: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = []
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press(key)
    const now = await focused()
    if (typeof target === 'string' ? now === target : target.test(now)) return
    passed.push(now)
  }
  throw new Error(`${key} did not lead to ${target}, but to:\n${passed.join('\n')}`)
}

async function arrive(): Promise<void> {
  await page.waitForURL(url => url.pathname === '/integrations')
  await page.waitForFunction(() => !document.querySelector('main button:disabled'))
}

/** The sandbox's consent page stands in for the platform's. */
async function consent(): Promise<void> {
  await page.getByRole('button', { name: 'Approve' }).waitFor()
  await page.locator(`input[value="${identity}"]`).press('Space')
  await page.getByRole('button', { name: 'Approve' }).press('Enter')
  await arrive()
}

// One person's way through the page: each step goes on from where the one before left the focus.
describe('With the keyboard alone, somebody', { concurrent: false, shuffle: false }, () => {
  it('skips to the content', async () => {
    await page.goto(`${server.url}/integrations`)
    await arrive()
    await goTo('link "Skip to content"')
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('main')
  })

  it('connects, and hears that it worked', async () => {
    await goTo('button "Connect Reddit"')
    await page.keyboard.press('Enter')
    await consent()
    // The notice has the focus, since it was there before anything could announce it.
    await expect.poll(() => page.locator(':focus').innerText()).toContain('Your Reddit account is connected.')
    expect(await page.getByRole('region', { name: 'Reddit' }).ariaSnapshot()).toMatch(/- list "Connected Reddit accounts":\n\s+- listitem:[\s\S]*keyboard_person[\s\S]*Active/)
  })

  it('reconnects what has ended', async () => {
    await server.sandbox.revokeGrants('reddit', identity)
    const [account] = await user.json<{ id: string }[]>('/api/auth/reddit/accounts')
    await user.fetch('/api/auth/reddit/accounts/refresh', { json: { accountId: account!.id } })
    await page.goto(`${server.url}/integrations`)
    await arrive()
    const region = page.getByRole('region', { name: 'Reddit' })
    expect(await region.ariaSnapshot()).toMatch(/Needs attention[\s\S]*Access ended[\s\S]*Reddit ended this app’s access on/)
    await goTo('button "Reconnect keyboard_person"')
    await page.keyboard.press('Enter')
    await consent()
    expect(await region.ariaSnapshot()).toMatch(/keyboard_person[\s\S]*Active/)
  })

  it('thinks again before disconnecting, and finds its place', async () => {
    await goTo('button "Disconnect keyboard_person from Reddit"')
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('button "Keep it"')
    const question = page.getByRole('group', { name: 'Disconnect keyboard_person?' })
    expect(await question.evaluate(group => document.getElementById(group.getAttribute('aria-describedby')!)?.textContent)).toContain('This app loses access at once')
    await page.keyboard.press('Escape')
    expect(await focused()).toBe('button "Disconnect keyboard_person from Reddit"')
    expect(await question.count()).toBe(0)
  })

  it('disconnects, and hears what became of the grant', async () => {
    await page.keyboard.press('Enter')
    await goTo('button "Disconnect"', 'Shift+Tab')
    await page.keyboard.press('Enter')
    // The button is gone with the account: the focus stays in the card.
    expect(await focused()).toBe('heading "Reddit" [level=2]')
    await page.getByRole('region', { name: 'Reddit' }).getByRole('status').filter({ hasText: 'keyboard_person is disconnected. Reddit confirmed that access has ended.' }).waitFor()
  })

  it('gives a key, corrected after a refusal', async () => {
    await goTo('textbox "API key"')
    await page.keyboard.type('not-a-key')
    await goTo(/^button "Show API key"/)
    await page.keyboard.press('Space')
    expect(await focused()).toBe('button "Show API key" [pressed]')
    await goTo('link "Dev.to settings (opens in a new tab)"')
    await goTo('button "Connect Dev.to"')
    await page.keyboard.press('Enter')
    const field = page.getByRole('textbox', { name: 'API key' })
    await page.getByRole('region', { name: 'Dev.to' }).getByRole('alert').filter({ hasText: 'does not accept this key' }).waitFor()
    expect(await focused()).toMatch(/^textbox "API key"/)
    expect(await field.evaluate(input => [input.getAttribute('aria-invalid'), input.getAttribute('aria-describedby')!.split(' ').map(id => document.getElementById(id)?.textContent).join(' ')]))
      .toEqual(['true', expect.stringContaining('does not accept this key')])
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('sandbox-devto-key-alice-0001')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Dev.to' }).getByRole('status').filter({ hasText: 'Sandbox Alice is connected.' }).waitFor()
    // The field is put away: the focus stays in the card.
    expect(await focused()).toBe('heading "Dev.to" [level=2]')
  })

  it('signs out by the menu, which the escape key closes', async () => {
    await goTo('button "Test User: your account"', 'Shift+Tab')
    await page.keyboard.press('Enter')
    const trigger = page.getByRole('button', { name: 'Test User: your account' })
    expect(await trigger.getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    expect(await focused()).toBe('button "Test User: your account"')
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0)
    await page.keyboard.press('Enter')
    await goTo('button "Sign out"')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor()
  })
})
