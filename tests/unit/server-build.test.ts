import { globSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

describe('the build of the server refuses', () => {
  it('source maps, unless the app asks for them', () => {
    expect(globSync('.output/server/**/*.map')).toEqual([])
  })

  it('the package.json of packages that are not part of it', () => {
    const packages = globSync('.output/server/node_modules/{*,@*/*}/package.json').map(file => file.replace('/package.json', ''))
    expect(packages.length).toBeGreaterThan(5)
    expect(packages.filter(folder => readdirSync(folder).length === 1)).toEqual([])
  })
})
