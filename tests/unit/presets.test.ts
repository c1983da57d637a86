import { resolve } from 'node:path'
import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { describe, expect, it } from 'vitest'
import { server } from '../../dev/gallery/people'

type Library = typeof import('../../vue')

/** By a path TypeScript does not follow: there is no build when types are checked. */
const { createConnect, defaultPreset, definePreset, extendPreset, nativePrimitives, PlatformButton } = await import(resolve('packages/vue/dist/vue.js')) as Library
const { tailwindPreset } = await import(resolve('packages/vue/dist/presets/tailwind.js')) as typeof import('../../ui/presets/tailwind')

async function render(preset: typeof defaultPreset): Promise<string> {
  const html = await renderToString(createSSRApp({ render: () => h(PlatformButton, { platform: 'reddit', primary: true }) }).use(createConnect({ preset, initial: { user: null, accounts: undefined, server } })))
  return html.replaceAll('&amp;', '&')
}

describe.each([['default', defaultPreset], ['tailwind', tailwindPreset]])('The preset %s', (_, preset) => {
  it('can be given other classes, in its blocks too', async () => {
    const html = await render(extendPreset(preset, { classes: { 'button-primary': 'loud', 'platform-icon': 'mark' } }))
    expect(html).toContain(`class="${preset.classOf('button')} loud"`)
    expect(html).toContain('class="mark"')
    expect(html).not.toContain(preset.classOf('button-primary'))
    expect(await render(preset)).toContain(preset.classOf('button-primary'))
  })

  it('can be given other blocks, which are told what ours are told', async () => {
    const Button = (props: object) => h('my-button', props)
    const html = await render(extendPreset(extendPreset(preset, { primitives: { Button } }), { classes: { link: 'kept apart' } }))
    expect(html).toMatch(/^<my-button variant="primary"/)
  })
})

it('A preset can be made from nothing but classes', async () => {
  expect(await render(definePreset(part => `my-${part}`, nativePrimitives))).toMatch(/^<button class="my-button my-button-primary"/)
})
