import { afterAll, beforeAll, expect, it } from 'vitest'
import { complaintsOf, signInAs, useChromium } from '../setup/chromium'
import { freePort } from '../setup/postgres'
import { runServer, startServer, waitUntilHealthy } from '../setup/server'
import type { ServerProcess, TestServer } from '../setup/server'
import { newIdentity, signUp, userWith } from '../setup/user'

const chromium = useChromium()
/** Has the accounts; the pages come from another one, which knows of no session. */
let server: TestServer
let pages: ServerProcess
let url: string

beforeAll(async () => {
  const port = String(await freePort())
  url = `http://localhost:${port}`
  server = await startServer('sqlite', { BETTER_AUTH_TRUSTED_ORIGINS: url })
  pages = runServer({ ...server.env, PORT: port, SQLITE_PATH: ':memory:', NUXT_PUBLIC_CONNECT_API_BASE_PATH: server.url })
  await waitUntilHealthy(url, pages)
})
afterAll(async () => {
  await pages?.stop()
  await server?.stop()
})

it('Pages with the accounts of another server hydrate, also with a list from before', async () => {
  const user = await userWith(server, 'elsewhere')
  const context = await chromium.browser.newContext()
  await signInAs(context, user)
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  for (const path of ['/integrations', '/integrations', '/account', '/', '/integrations/reddit', '/integrations']) {
    await page.goto(url + path, { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: /: your account$/ }).waitFor()
    if (path.startsWith('/integrations')) await page.getByText('elsewhere').first().waitFor()
  }
  expect(complaints).toEqual([])
  await context.close()
})

it('Whoever is not signed in there is sent to sign in, and then to where they were going', async () => {
  const user = await signUp(server)
  const context = await chromium.browser.newContext()
  const page = await context.newPage()
  await page.goto(`${url}/integrations/reddit?error=access_denied&platform=reddit`)
  await page.waitForURL(`${url}/login?next=/integrations/reddit*`)
  await page.getByText('Permission was not given at Reddit').waitFor()
  await page.getByLabel('Email address').fill(user.email)
  await page.getByLabel('Password').fill(user.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(`${url}/integrations/reddit`)
  await context.close()
})

it('A sign-in with a platform comes back to these pages, and goes on', async () => {
  const user = await signUp(server)
  const identity = await newIdentity(server, 'google')
  await user.link('google', identity)
  const context = await chromium.browser.newContext()
  const page = await context.newPage()
  await page.goto(`${url}/login?next=/account`)
  await page.getByRole('button', { name: 'Continue with Google', disabled: false }).click()
  await page.locator(`input[value="${identity}"]`).check()
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.waitForURL(`${url}/account`)
  await page.getByRole('region', { name: 'Profile' }).getByText(user.email).waitFor()
  await context.close()
})
