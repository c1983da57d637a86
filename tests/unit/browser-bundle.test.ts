import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { definitions } from '../setup/platforms'

/** All scripts in a folder of a build, as one text. */
function scriptsIn(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.js'))
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}

// The server describes platforms to pages: in browsers, forty platforms cost no more than four.
it.each(['.output/public/_nuxt', 'packages/vue/dist'])('browsers get no definition of a platform from %s', (folder) => {
  const scripts = scriptsIn(folder)
  // Not toContain(): its message would print all of the build.
  expect(scripts.includes('details=')).toBe(true)
  for (const { id, icon, helpUrl, endpoints } of definitions) {
    for (const text of [icon!.path, helpUrl, ...Object.values(endpoints)]) expect(scripts.includes(text), `${id}: ${text}`).toBe(false)
  }
})
