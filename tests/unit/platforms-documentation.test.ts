import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { definitionProblems } from '../../shared/platforms/validate-definition'
import acme from '../fixtures/app/connect/platforms/acme'

const page = readFileSync('docs/platforms.md', 'utf8')

describe('docs/platforms.md', () => {
  it('quotes messages of the build as they are', () => {
    const problems = definitionProblems({ ...acme, endpoints: { ...acme.endpoints, token: 'http://acme.example/token' }, profile: undefined })
    expect(page).toContain(`connect/platforms/acme.ts does not define a platform:\n${problems.map(problem => `- ${problem}\n`).join('')}`)
  })

  it('names every reserved id', () => {
    const named = /and not ((?:`\w+`(?:, | or )?)+)/.exec(page)![1]!.match(/\w+/g)!.filter(word => word !== 'or')
    for (const id of named) expect(definitionProblems({ ...acme, id })).toEqual([`id is '${id}', which is reserved: take another.`])
    expect(named).toHaveLength(3)
  })
})
