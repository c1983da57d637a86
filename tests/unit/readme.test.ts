import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { errorCatalogue } from '../../shared/errors'
import { credentialVariables, isOAuthPlatform, platformList } from '../../shared/platforms'

const readme = readFileSync('README.md', 'utf8')
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

describe('The README', () => {
  it.each(Object.entries(errorCatalogue))('lists the error %s beside its status', (code, { status }) => {
    const row = readme.split('\n').find(line => line.startsWith('|') && line.includes(`\`${code}\``))
    expect(row?.split('|')[1]?.split(',').map(Number)).toContain(status)
  })

  it.each(platformList)('says how to switch $name on', ({ id, name, providerId }) => {
    const row = readme.split('\n').find(line => line.startsWith(`| ${name} |`))
    expect(row).toBeDefined()
    if (!isOAuthPlatform(id)) return
    expect(row).toContain(`https://app.example.com/api/auth/callback/${providerId}\``)
    for (const variable of Object.values(credentialVariables(id))) expect(row).toContain(`\`${variable}\``)
  })

  it('names commands that exist', () => {
    const named = [...readme.matchAll(/npm (?:run )?((?:[a-z]+:?)+)/g)].map(match => match[1]!).filter(name => name !== 'ci' && name !== 'run')
    expect(named.length).toBeGreaterThan(8)
    expect(named.filter(name => !(name in scripts) && !/^(?:start|test)$/.test(name))).toEqual([])
  })

  it('lists every variable of .env.example', () => {
    const variables = [...readFileSync('.env.example', 'utf8').matchAll(/^# ([A-Z][A-Z_]+)=/gm)].map(match => match[1]!)
    expect(variables.length).toBeGreaterThan(15)
    const shown = (name: string) => readme.includes(name) || readme.includes(name.replace(/^(?:X|GOOGLE)_CLIENT_(?:ID|SECRET)$/, '`X_` and `GOOGLE_`'))
    expect(variables.filter(name => !shown(name))).toEqual([])
  })

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(match => match[1]!)
    expect(links.length).toBeGreaterThan(3)
    expect(links.filter(link => !existsSync(link))).toEqual([])
  })
})
