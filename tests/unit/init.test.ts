import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeAppVue } from '../../commands/changes/app-vue'
import { changeNuxtConfig } from '../../commands/changes/nuxt-config'

let folder: string

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'connect-init-'))))
afterEach(() => rmSync(folder, { recursive: true }))

function place(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

describe('init', () => {
  it.each([
    ['no config', undefined, 'export default defineNuxtConfig({\n  modules: [\'nuxt-better-auth-connect\'],\n  connect: { pages: true },\n})\n'],
    ['modules and options', 'export default defineNuxtConfig({ modules: [\'@nuxt/ui\'], connect: { pages: false } })\n', 'export default defineNuxtConfig({ modules: [\'@nuxt/ui\', \'nuxt-better-auth-connect\'], connect: { pages: false } })\n'],
    ['a plain object', 'export default {\n  ssr: false\n}\n', /modules: \[\s*"nuxt-better-auth-connect",?\s*\],\s*connect: \{\s*pages: true,?\s*\}/],
  ])('edits a nuxt.config with %s', (_, before, after) => {
    if (before) place('nuxt.config.ts', before)
    const [change] = changeNuxtConfig(folder) as { after: string }[]
    expect(change!.after).toEqual(after instanceof RegExp ? expect.stringMatching(after) : after)
  })

  it.each([
    'const config = defineNuxtConfig({})\nexport default config\n',
    'export default defineNuxtConfig({ modules: list })\n',
    'export default defineNuxtConfig(() => ({}))\n',
    'module.exports = {}\n',
    'this is no code',
  ])('says what to paste into %j', (before) => {
    place('nuxt.config.js', before)
    expect(changeNuxtConfig(folder)).toEqual([{ note: expect.stringContaining('nuxt.config.js cannot be edited automatically. Add this to it: modules: [\'nuxt-better-auth-connect\'], connect: { pages: true }.') as string }])
  })

  it('leaves an app.vue alone that shows something of its own', () => {
    place('app.vue', '<template><h1>Mine</h1></template>')
    expect(changeAppVue(folder)).toEqual([{ note: expect.stringContaining('app.vue has no <NuxtPage />') as string }])
    place('app.vue', '<template><NuxtLayout><NuxtPage /></NuxtLayout></template>')
    expect(changeAppVue(folder)).toEqual([])
  })
})
