import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityFaults } from '../setup/axe'
import { complaintsOf, holdScripts, requestsOf, signInAs, useChromium } from '../setup/chromium'
import { startServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp, Visitor } from '../setup/user'

const chromium = useChromium()
let server: TestServer
let context: BrowserContext
let page: Page

/** The settings of somebody, where their scripts are at work. */
async function open(user: Visitor): Promise<void> {
  context = await chromium.browser.newContext({ baseURL: server.url })
  await signInAs(context, user)
  page = await context.newPage()
  await page.goto('/account')
  await section('Profile').getByRole('button', { name: 'Save', disabled: false }).waitFor()
}

const section = (name: string) => page.getByRole('region', { name, exact: true })

/** The same user in another browser. */
async function elsewhere(user: Visitor, userAgent: string): Promise<Visitor> {
  const visitor = new Visitor(server)
  await visitor.json('/api/auth/sign-in/email', { json: { email: user.email, password: user.password }, headers: { 'user-agent': userAgent } })
  return visitor
}

const isSignedIn = async (visitor: Visitor) => await visitor.json('/api/auth/get-session') !== null

beforeAll(async () => {
  server = await startServer('sqlite')
})
afterAll(() => server?.stop())

describe('The account page', () => {
  it('has visitors sign in first', async () => {
    const response = await new Visitor(server).fetch('/account')
    expect([response.status, response.headers.get('location')]).toEqual([302, '/login?next=/account'])
  })

  it('comes from the server with everything, hydrates without asking again, and is accessible', async () => {
    const user = await signUp(server)
    const identity = await newIdentity(server, 'google')
    await user.link('google', identity)
    const html = (await (await user.fetch('/account')).text()).replace(/<script[\s\S]*?<\/script>/g, '')
    expect(html).toContain('This device')
    expect(html).toContain(user.email)
    expect(html).toMatch(/Google[\s\S]*Connected/)

    context = await chromium.browser.newContext({ baseURL: server.url })
    await signInAs(context, user)
    page = await context.newPage()
    const [complaints, requests] = [complaintsOf(page), requestsOf(page)]
    await page.goto('/account', { waitUntil: 'networkidle' })
    await section('Delete account').getByRole('button').click()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect(await accessibilityFaults(page), colorScheme).toEqual([])
    }
    expect(requests).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  it('keeps what was typed before the scripts arrived', async () => {
    context = await chromium.browser.newContext({ baseURL: server.url })
    await signInAs(context, await signUp(server))
    page = await context.newPage()
    const letThrough = await holdScripts(page)
    await page.goto('/account', { waitUntil: 'commit' })
    await section('Profile').getByLabel('Name').fill('Early Bird')
    await section('Password').getByLabel('New password').fill('another horse battery staple')
    letThrough()
    await section('Profile').getByRole('button', { name: 'Save', disabled: false }).waitFor()
    expect(await section('Profile').getByLabel('Name').inputValue()).toBe('Early Bird')
    expect(await section('Password').getByLabel('New password').inputValue()).toBe('another horse battery staple')
    await context.close()
  })

  it('says when it cannot be loaded, and keeps somebody\'s place when it can again', async () => {
    const user = await signUp(server)
    context = await chromium.browser.newContext({ baseURL: server.url })
    await signInAs(context, user)
    page = await context.newPage()
    await page.goto('/', { waitUntil: 'networkidle' })
    await page.route('**/api/auth/sessions', route => route.fulfill({ status: 500 }))
    await page.getByRole('button', { name: /: your account$/ }).click()
    await page.getByRole('link', { name: 'Account settings' }).click()
    await page.getByRole('alert').getByText('Something went wrong on our side.').waitFor()
    await page.unroute('**/api/auth/sessions')
    await page.getByRole('button', { name: 'Try again' }).press('Enter')
    await section('Profile').waitFor()
    await expect.poll(() => page.locator(':focus').textContent()).toContain('Account settings')
    await context.close()
  })

  it('renames, also in the menu', async () => {
    const user = await signUp(server)
    await open(user)
    await section('Profile').getByLabel('Name').fill('Robin Renamed')
    await section('Profile').getByRole('button', { name: 'Save' }).click()
    await section('Profile').getByText('Your name is saved.').waitFor()
    await page.getByRole('button', { name: 'Robin Renamed: your account' }).waitFor()
    await page.reload()
    expect(await section('Profile').getByLabel('Name').inputValue()).toBe('Robin Renamed')
    await context.close()
  })

  it('shows where one is signed in, in words, and ends one session or all others', async () => {
    const user = await signUp(server)
    const phone = await elsewhere(user, 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1')
    const desk = await elsewhere(user, 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0')
    const program = await elsewhere(user, 'curl/8.7.1')
    await open(user)
    const sessions = section('Where you are signed in')
    expect(await sessions.getByRole('listitem').first().innerText()).toContain('This device')
    await sessions.getByText('Firefox on Windows').waitFor()
    await sessions.getByRole('button', { name: 'Sign out Safari on iPhone' }).click()
    await sessions.getByText('Safari on iPhone is signed out.').waitFor()
    // The button is gone with its session.
    await expect.poll(() => page.locator(':focus').innerText()).toContain('This device')
    await program.fetch('/api/auth/sign-out', { json: {} })
    await sessions.getByRole('button', { name: 'Sign out curl' }).press('Enter')
    await sessions.getByRole('alert').getByText('It may have ended already.').waitFor()
    await expect.poll(() => page.locator(':focus').innerText()).toContain('This device')
    expect([await isSignedIn(phone), await isSignedIn(desk), await isSignedIn(user)]).toEqual([false, true, true])
    await sessions.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await sessions.getByText('Everywhere else you are signed out.').waitFor()
    await expect.poll(() => sessions.getByRole('listitem').count()).toBe(1)
    expect([await isSignedIn(desk), await isSignedIn(user)]).toEqual([false, true])
    await context.close()
  })

  it('goes over to somebody else who signs in in another tab, and shows nothing of the one before', async () => {
    const [user, other] = [await signUp(server), await signUp(server)]
    await user.link('google', await newIdentity(server, 'google'))
    context = await chromium.browser.newContext({ baseURL: server.url })
    const tab = await context.newPage()
    await tab.goto('/login')
    await tab.getByRole('button', { name: 'Sign in', disabled: false }).waitFor()
    await signInAs(context, user)
    page = await context.newPage()
    await page.goto('/account')
    await section('Profile').getByRole('button', { name: 'Save', disabled: false }).waitFor()
    await section('Ways to sign in').getByText('Google').waitFor()
    await section('Profile').getByLabel('Name').fill('Somebody Before')
    await section('Delete account').getByRole('button', { name: 'Delete account' }).click()

    await context.clearCookies()
    await tab.getByLabel('Email').fill(other.email)
    await tab.getByLabel('Password').fill(other.password)
    await tab.getByRole('button', { name: 'Sign in', exact: true }).click()
    await section('Profile').getByText(other.email).waitFor()
    expect(await section('Profile').getByLabel('Name').inputValue()).toBe('Test User')
    expect(await section('Ways to sign in').getByText('Google').count()).toBe(0)
    expect(await section('Delete account').getByLabel('Your password').count()).toBe(0)
    expect(await page.locator('.site').innerHTML()).not.toContain(user.email)
    await context.close()
  })

  it('changes the password, after one that is wrong', async () => {
    const user = await signUp(server)
    const phone = await elsewhere(user, 'curl/8.7.1')
    await open(user)
    const password = section('Password')
    await password.getByLabel('Current password').fill('not the password')
    await password.getByLabel('New password').fill('another horse battery staple')
    await password.getByRole('button', { name: 'Change password' }).click()
    await password.getByRole('alert').waitFor()
    await password.getByLabel('Current password').fill(user.password)
    await password.getByRole('button', { name: 'Change password' }).click()
    await password.getByText('Your password is changed.').waitFor()
    expect(await password.getByLabel('New password').inputValue()).toBe('')
    expect(await isSignedIn(phone)).toBe(false)
    await context.close()
  })

  it('deletes the account once that is confirmed with the password', async () => {
    const user = await signUp(server)
    await open(user)
    const deletion = section('Delete account')
    await deletion.getByRole('button', { name: 'Delete account' }).click()
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Keep my account')
    await page.keyboard.press('Escape')
    await deletion.getByRole('button', { name: 'Delete account' }).click()
    await deletion.getByLabel('Your password').fill('not the password')
    await deletion.getByRole('button', { name: 'Delete for good' }).click()
    await deletion.getByRole('alert').waitFor()
    await deletion.getByLabel('Your password').fill(user.password)
    await deletion.getByRole('button', { name: 'Delete for good' }).click()
    await page.waitForURL(`${server.url}/`)
    await page.getByRole('link', { name: 'Create an account' }).waitFor()
    await expect.poll(() => page.locator(':focus').textContent()).toContain('Your account is deleted.')
    expect(await server.database.rows(`select id from user where id = '${user.id}'`)).toEqual([])
    await page.reload({ waitUntil: 'networkidle' })
    expect(await page.getByText('Your account is deleted.').count()).toBe(0)
    await context.close()
  })

  it('has somebody without a password sign in anew before anything that needs to be sure', async () => {
    const user = await signUp(server)
    await user.link('google', await newIdentity(server, 'google'))
    await server.database.rows(`delete from account where userId = '${user.id}' and providerId = 'credential'`)
    await server.database.rows(`update session set createdAt = createdAt - 2 * 24 * 60 * 60 * 1000 where userId = '${user.id}'`)
    await open(user)
    await section('Password').getByLabel('New password').fill('another horse battery staple')
    await section('Password').getByRole('button', { name: 'Set password' }).click()
    await section('Password').getByRole('button', { name: 'Sign in again' }).waitFor()
    await section('Delete account').getByRole('button', { name: 'Delete account' }).click()
    await section('Delete account').getByRole('button', { name: 'Delete for good' }).click()
    // The server is not there for a moment: nothing has changed, and it can be tried again.
    await page.route('**/api/auth/sign-out', route => route.abort(), { times: 1 })
    await section('Delete account').getByRole('button', { name: 'Sign in again' }).click()
    await page.getByRole('alert').filter({ hasText: 'could not be reached' }).waitFor()
    // Twice, as by somebody in a hurry.
    await section('Delete account').getByRole('button', { name: 'Sign in again' }).dblclick()
    await page.waitForURL(`${server.url}/login?next=/account`)
    expect(await isSignedIn(user)).toBe(false)
    await context.close()
  })
})
