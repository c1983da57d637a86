import { afterAll, beforeAll, expect, it } from 'vitest'
import { holdScripts, signInAs, useChromium } from '../setup/chromium'
import { startServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { signUp } from '../setup/user'

const chromium = useChromium()
let server: TestServer

beforeAll(async () => {
  server = await startServer('sqlite')
})
afterAll(() => server?.stop())

it('What was typed before the scripts arrived is kept, and sent', async () => {
  const user = await signUp(server)
  const context = await chromium.browser.newContext()
  const page = await context.newPage()
  const letThrough = await holdScripts(page)
  await page.goto(`${server.url}/login`, { waitUntil: 'commit' })
  await page.getByLabel('Email address').fill(user.email)
  await page.getByLabel('Password').fill(user.password)
  const signIn = page.getByRole('button', { name: 'Sign in', exact: true })
  expect(await signIn.isDisabled()).toBe(true)
  letThrough()
  await expect.poll(() => signIn.isEnabled()).toBe(true)
  expect(await page.getByLabel('Email address').inputValue()).toBe(user.email)
  await signIn.click()
  await page.waitForURL(`${server.url}/integrations`)
  await context.close()
})

it('Signing out on a page for everybody leaves nothing of the user in its memory', async () => {
  const context = await chromium.browser.newContext()
  await signInAs(context, await signUp(server))
  const page = await context.newPage()
  await page.goto(server.url)
  await page.evaluate(() => Object.assign(window, { isOld: true }))
  await page.getByRole('button', { name: /: your account$/ }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect.poll(() => page.evaluate(() => 'isOld' in window).catch(() => true)).toBe(false)
  await page.getByRole('link', { name: 'Create an account' }).waitFor()
  await context.close()
})
