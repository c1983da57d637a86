import { readdir } from 'node:fs/promises'
import * as simpleIcons from 'simple-icons'
import { describe, expect, it } from 'vitest'
import { platforms } from '../../shared/platforms'
import type { PlatformDefinition } from '../../shared/platforms/definition'

const icons = Object.values(simpleIcons)
const definitions: readonly PlatformDefinition[] = Object.values(platforms)

it('every platform file is in the map, under its id', async () => {
  const helpers = ['define-platform', 'definition', 'index', 'registry', 'validate-definition']
  const files = (await readdir('shared/platforms')).map(file => file.replace('.ts', '')).filter(file => !helpers.includes(file))
  expect(files.sort()).toEqual(Object.keys(platforms).sort())
  expect(definitions.map(({ id }) => id)).toEqual(Object.keys(platforms))
})

it('no two platforms have the same provider', () => {
  const providers = definitions.map(definition => (definition.kind === 'oauth' && definition.providerId) || definition.id)
  expect(new Set(providers).size).toBe(providers.length)
})

describe.each(definitions)('$name', (definition) => {
  it('shows the mark of Simple Icons', () => {
    if (!definition.icon) return
    const icon = icons.find(({ slug }) => slug === definition.icon?.slug)
    expect(definition.icon.path).toBe(icon?.path)
    expect(definition.color).toBe(`#${icon?.hex.toLowerCase()}`)
  })

  it('asks for nothing risky unless the user chooses it', () => {
    for (const { required, default: isDefault, risky } of definition.permissions) expect(risky && (required || isDefault)).toBeFalsy()
  })

  it('has all its texts in German', () => {
    const german = definition.texts?.de
    expect(german?.features).toHaveLength(definition.features.length)
    expect(Object.keys(german?.permissions ?? {})).toEqual(definition.permissions.map(({ scope }) => scope))
    if (definition.kind !== 'oauth') expect(Object.keys(german?.credentials ?? {})).toEqual(definition.credentials.map(({ name }) => name))
  })
})
