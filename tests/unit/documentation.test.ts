import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../commands'
import { settings, withGenerated } from '../../scripts/generate-docs'

const pages = ['README.md', 'dev/bench/README.md', ...readdirSync('docs').filter(file => file.endsWith('.md')).map(file => `docs/${file}`)]
const { scripts, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string>, exports: Record<string, unknown> }

/** What a text says about our commands that is not true. */
async function unknownCommands(text: string): Promise<string[]> {
  const named = [...text.matchAll(/npx nuxt-better-auth-connect ([a-z]+)((?: --[a-z-]+)*)/g)]
  const wrong = await Promise.all(named.map(async ([whole, name, flags]) => {
    const command = await commands[name as keyof typeof commands]?.()
    const known = Object.keys(command?.args ?? {}).flatMap(key => [`--${key}`, `--no-${key}`])
    return command && flags!.split(' ').filter(Boolean).every(flag => known.includes(flag)) ? [] : [whole]
  }))
  return wrong.flat()
}

/** The files of a folder that an app gets. */
function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => /\.(?:ts|vue|mjs)$/.test(name)).map(name => join(folder, name))
}

const withoutCode = (page: string) => page.replaceAll(/^```.*?^```$/gms, '')
const anchorsOf = (page: string) => [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!.toLowerCase().replaceAll(/[^\w -]/g, '').replaceAll(' ', '-'))

describe.each(pages)('%s', (file) => {
  const page = readFileSync(file, 'utf8')

  it('links to files and sections that exist', () => {
    const links = [...withoutCode(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(([, path, anchor]) => ({ path: path ? join(dirname(file), path) : file, anchor }))
    const broken = links.filter(({ path, anchor }) => !existsSync(path) || (anchor && !anchorsOf(readFileSync(path, 'utf8')).includes(anchor)))
    expect(broken).toEqual([])
  })

  it('names commands of the package that exist, with arguments that they know', async () => {
    expect(await unknownCommands(page)).toEqual([])
  })

  it('names scripts that exist', () => {
    const named = [...page.matchAll(/npm run (?!-)([a-z]+(?::[a-z]+)*)/g)].map(([, name]) => name!)
    expect(named.filter(name => !(name in scripts))).toEqual([])
  })

  it('imports entries of the package that exist', () => {
    const entries = [...page.matchAll(/(?:from|import) 'nuxt-better-auth-connect(\/[^']+)'/g)].map(([, path]) => `.${path}`)
    expect(entries.filter(entry => !(entry in exports))).toEqual([])
  })
})

it('what an app shows names commands that exist in the app', async () => {
  const sources = ['client', 'commands', 'components', 'composables', 'dev/sandbox', 'dev/testing', 'layouts', 'modules', 'pages', 'plugins', 'server', 'shared', 'ui'].flatMap(sourcesIn)
  for (const file of sources) {
    const text = readFileSync(file, 'utf8')
    expect(await unknownCommands(text), file).toEqual([])
    // Scripts of Nuxt and npm itself exist in every app.
    expect(text.match(/npm run (?!dev\b|build\b)[a-z:]+|\bnpm start\b|\btsx \w+/g), file).toBeNull()
  }
})

it('.env.example has every setting', () => {
  const named = new Set(readFileSync('.env.example', 'utf8').match(/\b[A-Z]+(?:_[A-Z]+)*\b/g))
  expect(Object.keys(settings).filter(name => !named.has(name))).toEqual([])
})

it('the generator refuses a part that it does not know', () => {
  expect(() => withGenerated('<!-- generated:weather --><!-- /generated -->')).toThrow('There is no generated part "weather"')
  expect(() => withGenerated('<!-- generated:excerpt:server/database/schema.ts:weather --><!-- /generated -->')).toThrow('does not export weather')
})
