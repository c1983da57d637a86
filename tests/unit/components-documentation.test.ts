import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

// By a computed path: a clean checkout is type-checked before the library is built.
const library = await import(resolve('packages/vue/dist/vue.js')) as Record<string, unknown>
const guide = readFileSync('docs/components.md', 'utf8')

it('docs/components.md has a section for every component of the package, and for no other', () => {
  const components = Object.entries(library).filter(([name, value]) => /^[A-Z]/.test(name) && typeof value === 'object').map(([name]) => name)
  expect(components.length).toBeGreaterThan(15)
  expect([...guide.matchAll(/^### ([A-Z]\w+)$/gm)].map(([, name]) => name).sort()).toEqual(components.sort())
})

it('docs/components.md knows the size of the default preset', () => {
  const size = gzipSync(readFileSync('ui/styles/connect.css')).length
  expect(guide).toContain(`about ${Math.round(size / 1000)} kB`)
})
