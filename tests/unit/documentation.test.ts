import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { settings, withGenerated } from '../../scripts/generate-docs'

const pages = ['README.md', 'dev/bench/README.md', ...readdirSync('docs').filter(file => file.endsWith('.md')).map(file => `docs/${file}`)]
const { scripts, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string>, exports: Record<string, unknown> }

const withoutCode = (page: string) => page.replaceAll(/^```.*?^```$/gms, '')
const anchorsOf = (page: string) => [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!.toLowerCase().replaceAll(/[^\w -]/g, '').replaceAll(' ', '-'))

describe.each(pages)('%s', (file) => {
  const page = readFileSync(file, 'utf8')

  it('links to files and sections that exist', () => {
    const links = [...withoutCode(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(([, path, anchor]) => ({ path: path ? join(dirname(file), path) : file, anchor }))
    const broken = links.filter(({ path, anchor }) => !existsSync(path) || (anchor && !anchorsOf(readFileSync(path, 'utf8')).includes(anchor)))
    expect(broken).toEqual([])
  })

  it('names commands that exist', () => {
    const named = [...page.matchAll(/npm run (?!-)([a-z]+(?::[a-z]+)*)/g)].map(([, name]) => name!)
    expect(named.filter(name => !(name in scripts))).toEqual([])
  })

  it('imports entries of the package that exist', () => {
    const entries = [...page.matchAll(/(?:from|import) 'nuxt-better-auth-connect(\/[^']+)'/g)].map(([, path]) => `.${path}`)
    expect(entries.filter(entry => !(entry in exports))).toEqual([])
  })
})

it('.env.example has every setting', () => {
  const named = new Set(readFileSync('.env.example', 'utf8').match(/\b[A-Z]+(?:_[A-Z]+)*\b/g))
  expect(Object.keys(settings).filter(name => !named.has(name))).toEqual([])
})

it('the generator refuses a part that it does not know', () => {
  expect(() => withGenerated('<!-- generated:weather --><!-- /generated -->')).toThrow('There is no generated part "weather"')
  expect(() => withGenerated('<!-- generated:excerpt:server/database/schema.ts:weather --><!-- /generated -->')).toThrow('does not export weather')
})
