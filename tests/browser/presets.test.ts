import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useChromium } from '../setup/chromium'
import { openGallery } from '../setup/gallery'
import { galleryApp, galleryPages } from '../setup/gallery-pages'
import type { OpenGallery } from '../setup/gallery'
import { startServer } from '../setup/server'
import type { TestServer } from '../setup/server'

const chromium = useChromium()
let server: TestServer

beforeAll(async () => {
  server = await startServer('sqlite', {}, galleryApp)
})
afterAll(() => server?.stop())

/** What components rely on, whatever a preset makes of its blocks. */
describe.each(Object.keys(galleryPages) as (keyof typeof galleryPages)[])('The preset %s', (preset) => {
  let gallery: OpenGallery
  const entry = (id: string) => gallery.page.locator(`[data-entry="${id}"] .gallery-stage`)
  const hasFocus = (locator: Locator) => locator.evaluate(element => element === document.activeElement)

  beforeAll(async () => {
    gallery = await openGallery(chromium.browser, server.url, preset)
  })
  afterAll(() => gallery.close())

  it('makes buttons that are buttons', async () => {
    const reconnect = entry('account-card/expiring').getByRole('button', { name: 'Reconnect Ada Lovelace @ada', exact: true })
    expect(await reconnect.evaluate(element => [element.tagName, element.getAttribute('type')])).toEqual(['BUTTON', 'button'])
    expect(await entry('auth-card/sign-in').getByRole('button', { name: 'Sign in' }).getAttribute('type')).toBe('submit')
    expect(await entry('account-permissions/open').getByRole('button', { name: 'Ask for these too' }).isDisabled()).toBe(true)
    expect((await reconnect.boundingBox())!.height).toBeGreaterThanOrEqual(44)
  })

  it('keeps the focus on a button at work', async () => {
    const busy = entry('platform-button/busy').getByRole('button', { name: 'Connect Reddit' })
    expect(await busy.evaluate(element => [element.getAttribute('aria-disabled'), (element as HTMLButtonElement).disabled])).toEqual(['true', false])
    await busy.focus()
    expect(await hasFocus(busy)).toBe(true)
  })

  it('tells a pressed button from one that is not', async () => {
    expect(await entry('credentials-form/visible').getByRole('button', { name: 'Show API key', pressed: true }).count()).toBe(1)
    expect(await entry('credentials-form/empty').getByRole('button', { name: 'Show API key', pressed: false }).count()).toBe(1)
  })

  it('hands attributes to the field itself', async () => {
    const field = entry('credentials-form/empty').getByLabel('API key', { exact: true })
    expect(await field.evaluate(element => [element.tagName, ...['type', 'required', 'maxlength', 'autocomplete', 'spellcheck', 'aria-invalid'].map(name => element.getAttribute(name))]))
      .toEqual(['INPUT', 'password', '', '512', 'off', 'false', null])
    expect(await descriptionOf(field)).toMatch(/^Dev\.to makes one under Settings, Extensions\. You find this in your Dev\.to settings/)
    expect((await field.boundingBox())!.height).toBeGreaterThanOrEqual(44)
    await field.fill('a key')
    expect(await field.inputValue()).toBe('a key')
  })

  it('makes a field for each credential, and one for the host', async () => {
    const form = entry('credentials-form/two')
    expect(await form.getByRole('textbox').evaluateAll(fields => fields.map(field => (field as HTMLInputElement).labels![0]!.textContent))).toEqual(['Your server', 'Handle', 'App password'])
    expect(await form.getByLabel('Your server').getAttribute('placeholder')).toBe('lantern.example')
    expect(await form.getByLabel('Handle').evaluate(field => [field.getAttribute('type'), field.getAttribute('placeholder')])).toEqual(['text', 'ada.lantern.example'])
    const password = form.getByLabel('App password', { exact: true })
    expect(await password.getAttribute('type')).toBe('password')
    await form.getByRole('button', { name: 'Show App password' }).click()
    expect(await password.getAttribute('type')).toBe('text')
    expect(await form.getByRole('button', { name: /^Show/ }).count()).toBe(1)
    expect(await entry('connect-button/host').getByLabel('Your server').getAttribute('required')).toBe('')
  })

  it('says what is wrong with a field, and leads back to it', async () => {
    const refused = entry('credentials-form/refused').getByLabel('API key', { exact: true })
    expect(await refused.getAttribute('aria-invalid')).toBe('true')
    expect(await descriptionOf(refused)).toMatch(/does not accept this key\.$/)

    const card = entry('integration-card/key-refused')
    const [key, connect] = [card.getByLabel('API key', { exact: true }), card.getByRole('button', { name: 'Connect Dev.to' })]
    await key.fill('another key')
    await connect.click()
    await expect.poll(() => hasFocus(key)).toBe(true)
    expect(await key.getAttribute('aria-invalid')).toBe('true')
  })

  it('makes boxes that are ticked by key and by label', async () => {
    const permissions = entry('permission-selector/defaults')
    const box = permissions.getByRole('checkbox', { name: 'Subreddits', exact: true })
    expect(await box.isChecked()).toBe(false)
    await box.focus()
    expect(await hasFocus(box)).toBe(true)
    await box.press('Space')
    expect(await box.isChecked()).toBe(true)
    await permissions.getByText('Subreddits', { exact: true }).click()
    expect(await box.isChecked()).toBe(false)
    expect(await descriptionOf(box)).toBe('See the communities you belong to.')

    const required = permissions.getByRole('checkbox', { name: 'Profile', exact: true })
    expect([await required.isChecked(), await required.isDisabled()]).toEqual([true, true])
    expect(await descriptionOf(required)).toBe('Required See your username and avatar.')
  })

  it('keeps the edges of buttons, fields and boxes in forced colours, which take shadows away', async () => {
    await gallery.page.emulateMedia({ forcedColors: 'active' })
    const hasEdge = (locator: Locator) => locator.evaluate((element) => {
      const { appearance, borderTopStyle, borderTopWidth } = getComputedStyle(element)
      return appearance === 'auto' || `${borderTopWidth} ${borderTopStyle}` === '1px solid'
    })
    const used = [
      entry('credentials-form/empty').getByLabel('API key', { exact: true }),
      entry('credentials-form/empty').getByRole('button', { name: 'Show API key' }),
      entry('platform-button/busy').getByRole('button', { name: 'Connect Reddit' }),
      entry('permission-selector/defaults').getByRole('checkbox', { name: 'Post', exact: true }),
    ]
    expect(await Promise.all(used.map(hasEdge))).toEqual(used.map(() => true))
    await gallery.page.emulateMedia({ forcedColors: 'none' })
  })

  it('announces what went wrong, and nothing else', async () => {
    expect(await entry('inline-notice/error').getByRole('alert').textContent()).toContain('These are your accounts')
    expect(await entry('inline-notice/success').locator('[role=alert], [aria-live]').count()).toBe(0)
    expect(await entry('account-list/loading').locator('[role], [aria-live], [aria-label]').count()).toBe(0)
    expect(await entry('integration-card/connected').getByRole('status').textContent()).toContain('Your Reddit account is connected.')
  })

  it('names cards, lists and groups', async () => {
    const card = entry('integration-card/one-account').getByRole('region', { name: 'Reddit' })
    expect(await card.getByRole('heading', { name: 'Reddit' }).count()).toBe(1)
    expect(await card.getByRole('list', { name: 'Connected Reddit accounts' }).getByRole('listitem').count()).toBe(1)
    expect(await entry('account-card/healthy-confirm').getByRole('group', { name: 'Disconnect Ada Lovelace?' }).count()).toBe(1)
    expect(await entry('external-link/link').getByRole('link', { name: 'Reddit settings (opens in a new tab)' }).getAttribute('rel')).toBe('noopener noreferrer')
    expect(await entry('platform-icon/x').getByRole('img', { name: 'X' }).count()).toBe(1)
  })

  it('shows a letter in place of a picture that does not load', async () => {
    expect(await entry('account-avatar/picture').locator('img').count()).toBe(1)
    expect(await entry('account-avatar/broken').locator('img').count()).toBe(0)
    expect(await entry('account-avatar/broken').textContent()).toBe('M')
    expect(await entry('account-avatar/broken').locator('[aria-hidden=true]').textContent()).toBe('M')
  })

  it('moves the focus to the question, and back', async () => {
    const card = entry('account-card/healthy')
    const ask = card.getByRole('button', { name: 'Disconnect Ada Lovelace @ada from Reddit' })
    await ask.focus()
    await ask.press('Enter')
    const keep = card.getByRole('button', { name: 'Keep it' })
    await expect.poll(() => hasFocus(keep)).toBe(true)
    await keep.press('Escape')
    await expect.poll(() => hasFocus(ask)).toBe(true)
  })

  it('opens and closes a menu', async () => {
    const button = entry('user-button/closed').getByRole('button', { name: /Ada Lovelace/ })
    const menu = gallery.page.locator(`#${await button.getAttribute('aria-controls')}`)
    expect([await button.getAttribute('aria-expanded'), await menu.isVisible()]).toEqual(['false', false])
    await button.click()
    expect([await button.getAttribute('aria-expanded'), await menu.isVisible()]).toEqual(['true', true])
    await button.press('Escape')
    expect([await menu.isVisible(), await hasFocus(button)]).toEqual([false, true])
  })
})

it('an app made of Nuxt UI has links that look like its buttons, and the classes of ours without being told', async () => {
  const page = await chromium.browser.newPage()
  await page.goto(server.url)
  const link = page.getByRole('link', { name: 'Create an account' }).first()
  expect(await link.getAttribute('href')).toBe('/login?mode=sign-up')
  expect((await link.boundingBox())!.height).toBeGreaterThanOrEqual(44)
  await page.close()
})

/** What assistive technology reads after the name. */
async function descriptionOf(locator: Locator): Promise<string> {
  return locator.evaluate(element => (element.getAttribute('aria-describedby') ?? '').split(' ')
    .map(id => document.getElementById(id)!.textContent!.trim().replaceAll(/\s+/g, ' ')).filter(Boolean).join(' '))
}
