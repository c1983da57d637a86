import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, afterEach, expect, it } from 'vitest'
import type { PlatformId } from '../../shared/platforms/registry'
import { accessibilityFaults } from '../setup/axe'
import { approve, complaintsOf, signInAs, useChromium } from '../setup/chromium'
import { layeredApp, startServer } from '../setup/server'
import type { TestServer } from '../setup/server'
import { newIdentity, signUp } from '../setup/user'

// The ids of the fixture's own platforms are only in its own types.
const acme = 'acme' as PlatformId
const vaultly = 'vaultly' as PlatformId

const chromium = useChromium()
let server: TestServer
let context: BrowserContext
let page: Page
let complaints: string[]

beforeAll(async () => {
  server = await startServer('sqlite', {}, layeredApp)
})
afterAll(() => server?.stop())

beforeEach(async () => {
  context = await chromium.browser.newContext({ reducedMotion: 'reduce' })
  await signInAs(context, await signUp(server))
  page = await context.newPage()
  complaints = complaintsOf(page)
  await page.goto(`${server.url}/integrations`, { waitUntil: 'networkidle' })
})
afterEach(() => context.close())

const card = (name: string) => page.getByRole('region', { name, exact: true })

async function disconnect(name: string): Promise<void> {
  await card(name).getByRole('button', { name: /^Trennen: / }).click()
  await card(name).getByRole('group').getByRole('button', { name: 'Trennen', exact: true }).click()
  await card(name).getByText('Noch kein Konto verbunden.').waitFor()
}

it('shows a card for each of the app\'s own platforms, below the heading of their group', async () => {
  await page.getByRole('heading', { name: 'Arbeit', level: 2 }).waitFor()
  expect(await card('Acme').getByRole('listitem').allTextContents()).toEqual(['Zeigen, wer Sie bei Acme sind', 'Dateien bei Acme speichern'])
  expect(await card('Vaultly').getByRole('listitem').allTextContents()).toEqual(['Zeigen, wer Sie bei Vaultly sind', 'Ihre Dokumente lesen'])
  expect(await card('Vaultly').getByRole('textbox').evaluateAll(fields => fields.map(field => (field as HTMLInputElement).labels![0]!.textContent))).toEqual(['Arbeitsbereich', 'API-Token'])
  expect(await accessibilityFaults(page)).toEqual([])
  expect(complaints).toEqual([])
})

it('connects one by consent, lists the account and disconnects it', async () => {
  await card('Acme').getByRole('button', { name: 'Acme verbinden' }).click()
  await approve(server, page, acme)
  await card('Acme').getByText('1 verbunden', { exact: true }).waitFor()
  expect(await card('Acme').getByRole('list', { name: 'Verbundene Acme-Konten' }).getByRole('listitem').count()).toBe(1)
  expect(await accessibilityFaults(page)).toEqual([])
  await disconnect('Acme')
  expect(complaints).toEqual([])
})

it('connects one by two fields, lists the account and disconnects it', async () => {
  const { workspace, token } = await server.sandbox.issueCredentials(vaultly, await newIdentity(server, vaultly))
  await card('Vaultly').getByLabel('Arbeitsbereich').fill(workspace!)
  await card('Vaultly').getByLabel('API-Token', { exact: true }).fill(token!)
  await card('Vaultly').getByRole('button', { name: 'Vaultly verbinden' }).click()
  await card('Vaultly').getByText('1 verbunden', { exact: true }).waitFor()
  expect(await card('Vaultly').getByRole('list', { name: 'Verbundene Vaultly-Konten' }).getByRole('listitem').count()).toBe(1)
  expect(await page.content()).not.toContain(token)
  expect(await accessibilityFaults(page)).toEqual([])
  await disconnect('Vaultly')
  expect(complaints).toEqual([])
})
