import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const guide = readFileSync('docs/components.md', 'utf8')
const exported = [...readFileSync('vue.ts', 'utf8').matchAll(/default as (\w+) \}/g)].map(match => match[1]!)
const documented = Object.fromEntries([...guide.matchAll(/^### ([A-Z][A-Za-z]+)\n(.*?)(?=^##)/gms)].map(section => [section[1]!, section[2]!]))

/** What a component takes and gives, as the guide writes it: `prop *`, `@event`, `#slot`, `v-model`. */
function membersOf(name: string): string[] {
  const source = readFileSync(`components/${name}.vue`, 'utf8')
  const namesIn = (kind: string) => [...(new RegExp(`export interface ${name}${kind} \\{\\n(.*?)\\n\\}`, 's').exec(source)?.[1] ?? '').matchAll(/^ {2}(\w+)(\??):/gm)]
  return [
    ...namesIn('Props').map(([, prop, optional]) => `${prop}${optional ? '' : ' *'}`),
    ...namesIn('Emits').map(([, event]) => `@${event}`),
    ...namesIn('Slots').map(([, slot]) => `#${slot}`),
    ...(source.includes('defineModel') ? ['v-model'] : []),
  ]
}

describe('docs/components.md', () => {
  it('has every component, and no other', () => {
    expect(exported.length).toBeGreaterThan(15)
    expect(Object.keys(documented).sort()).toEqual([...exported].sort())
  })

  it.each(exported)('says what %s takes', (name) => {
    const rows = [...documented[name]!.matchAll(/^\| `([^`]+)`( \*)? \|/gm)].map(([, member, star]) => `${member}${star ?? ''}`)
    expect(rows).toEqual(membersOf(name))
  })

  it('names exports and files of the package that are there', () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> }
    const entries = [...guide.matchAll(/from 'nuxt-better-auth-connect(\/[^']+)'/g)].map(match => `.${match[1]}`)
    expect(entries.length).toBeGreaterThan(3)
    expect(entries.filter(entry => !(entry in exports))).toEqual([])
    const files = [...guide.matchAll(/node_modules\/nuxt-better-auth-connect\/([^"]+)"/g)].map(match => match[1]!)
    expect(files.length).toBe(3)
    expect(files.filter(file => !existsSync(file))).toEqual([])
  })

  it('links to files that are there', () => {
    const links = [...guide.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(match => match[1]!)
    expect(links.length).toBeGreaterThan(2)
    expect(links.filter(link => !existsSync(join('docs', link)))).toEqual([])
  })

  it('knows what the default preset weighs', () => {
    const size = gzipSync(readFileSync('ui/styles/connect.css')).length
    expect(size).toBeLessThan(6000)
    expect(guide).toContain(`about ${Math.round(size / 1000)} kB`)
  })
})
