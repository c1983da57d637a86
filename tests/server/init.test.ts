import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { changeAppVue } from '../../commands/changes/app-vue'
import { changeNuxtConfig } from '../../commands/changes/nuxt-config'
import { createPackedApp } from '../setup/packed-app'
import type { PackedApp } from '../setup/packed-app'

vi.setConfig({ testTimeout: 60_000 })

let app: PackedApp
beforeAll(() => void (app = createPackedApp()))
afterAll(() => app.remove())

const own = () => readdirSync(app.folder).filter(name => name !== 'node_modules')
afterEach(() => {
  for (const name of own()) rmSync(join(app.folder, name), { recursive: true })
})

function place(file: string, text: string): void {
  mkdirSync(dirname(join(app.folder, file)), { recursive: true })
  writeFileSync(join(app.folder, file), text)
}

const textOf = (file: string) => readFileSync(join(app.folder, file), 'utf8')
const contents = () => Object.fromEntries(readdirSync(app.folder, { recursive: true, encoding: 'utf8' }).filter(name => !name.startsWith('node_modules') && statSync(join(app.folder, name)).isFile()).map(name => [name, textOf(name)]))

/** What `npm create nuxt@latest` makes. */
function placeNewApp(): void {
  place('package.json', JSON.stringify({ dependencies: { nuxt: '^4.5.2' } }))
  place('nuxt.config.ts', '// https://nuxt.com/docs/api/configuration/nuxt-config\nexport default defineNuxtConfig({\n  compatibilityDate: \'2025-07-15\',\n  devtools: { enabled: true },\n})\n')
  place('app/app.vue', '<template>\n  <div>\n    <NuxtRouteAnnouncer />\n    <NuxtWelcome />\n  </div>\n</template>\n')
  place('.gitignore', '# Nuxt dev/build outputs\n.output\n.data\n.nuxt\nnode_modules\n.env\n.env.*\n!.env.example')
}

describe('init', () => {
  it('shows each change, makes it, and finds nothing to do the second time', async () => {
    placeNewApp()
    const before = contents()
    const asked = await app.run(['init'])
    expect(asked).toEqual({ code: 1, output: expect.stringContaining('Add --yes') as string })
    const shown = await app.run(['init', '--dry-run'])
    expect(shown.code).toBe(0)
    expect(contents()).toEqual(before)

    const { code, output } = await app.run(['init', '--yes'])
    expect(code).toBe(0)
    for (const text of [shown.output, output]) {
      expect(text).toContain('+   extends: [\'nuxt-better-auth-connect\'],')
      expect(text).toContain('-     <NuxtWelcome />')
      expect(text).toContain('+ BETTER_AUTH_SECRET=(a generated secret)')
    }
    const [, secret] = /^BETTER_AUTH_SECRET=(.{44})$/m.exec(textOf('.env'))!
    expect(output).not.toContain(secret)
    expect(statSync(join(app.folder, '.env')).mode & 0o777).toBe(0o600)
    expect(textOf('nuxt.config.ts')).toBe(before['nuxt.config.ts']!.replace('\n})', '\n  extends: [\'nuxt-better-auth-connect\'],\n})'))
    expect(textOf('app/app.vue')).toBe('<template>\n  <div>\n    <NuxtRouteAnnouncer />\n    <NuxtLayout>\n      <NuxtPage />\n    </NuxtLayout>\n  </div>\n</template>\n')
    expect(textOf('.gitignore')).toBe(`${before['.gitignore']}\n\n# nuxt-better-auth-connect\n*.db\n*.db-shm\n*.db-wal\n*.db.*\n`)
    expect(textOf('server/api/reddit-name.get.ts')).toContain('connectFetch(event, \'reddit\')')

    const after = contents()
    expect(await app.run(['init', '--yes'])).toEqual({ code: 0, output: expect.stringContaining('Nothing to do') as string })
    expect(contents()).toEqual(after)
    // Nuxt finds the package by what was written.
    expect((await app.run(['doctor'])).output).toMatch(/ok +app +nuxt\.config is valid, with 7 platforms/)
  })

  it('refuses a folder without a Nuxt app', async () => {
    expect(await app.run(['init', '--yes'])).toEqual({ code: 1, output: expect.stringContaining('This folder has no Nuxt app') as string })
    expect(own()).toEqual([])
  })

  it.each([
    ['no config', undefined, 'export default defineNuxtConfig({\n  extends: [\'nuxt-better-auth-connect\'],\n})\n'],
    ['a layer', 'export default defineNuxtConfig({ extends: \'./base\', ssr: false })\n', /extends: \[\s*'\.\/base',\s*'nuxt-better-auth-connect',?\s*\],\s*ssr: false/],
    ['layers', 'export default defineNuxtConfig({ extends: [\'./base\'] })\n', 'export default defineNuxtConfig({ extends: [\'./base\', \'nuxt-better-auth-connect\'] })\n'],
    ['a plain object', 'export default {\n  ssr: false\n}\n', /extends: \[\s*"nuxt-better-auth-connect",?\s*\]/],
  ])('edits a nuxt.config with %s', (_, before, after) => {
    if (before) place('nuxt.config.ts', before)
    const [change] = changeNuxtConfig(app.folder) as { after: string }[]
    expect(change!.after).toEqual(after instanceof RegExp ? expect.stringMatching(after) : after)
  })

  it.each([
    'const config = defineNuxtConfig({})\nexport default config\n',
    'export default defineNuxtConfig({ extends: layers })\n',
    'export default defineNuxtConfig(() => ({}))\n',
    'module.exports = {}\n',
    'this is no code',
  ])('says what to paste into %j', (before) => {
    place('nuxt.config.js', before)
    expect(changeNuxtConfig(app.folder)).toEqual([{ note: expect.stringContaining('nuxt.config.js cannot be edited automatically. Add this to it: extends: [\'nuxt-better-auth-connect\'].') as string }])
  })

  it('leaves an app.vue alone that shows something of its own', () => {
    place('app.vue', '<template><h1>Mine</h1></template>')
    expect(changeAppVue(app.folder)).toEqual([{ note: expect.stringContaining('app.vue has no <NuxtPage />') as string }])
    place('app.vue', '<template><NuxtLayout><NuxtPage /></NuxtLayout></template>')
    expect(changeAppVue(app.folder)).toEqual([])
  })
})
