import { readdir } from 'node:fs/promises'
import * as simpleIcons from 'simple-icons'
import { describe, expect, it } from 'vitest'
import { initialScopes, isPlatformId, platformList, platformOfProvider, platforms } from '../../shared/platforms'

const icons = Object.values(simpleIcons)

it('every platform file is in the registry', async () => {
  const files = (await readdir('shared/platforms')).map(file => file.replace('.ts', ''))
  expect(files.filter(file => !['index', 'definition'].includes(file)).sort()).toEqual(Object.keys(platforms).sort())
})

it('names of the prototype are no platforms', () => {
  expect(['constructor', '__proto__', 'toString', '', undefined, null, 1].filter(isPlatformId)).toEqual([])
})

describe.each(platformList)('$name', (platform) => {
  it('shows the mark of Simple Icons', () => {
    const icon = icons.find(icon => icon.slug === platform.icon.slug)
    expect(platform.icon.path).toBe(icon?.path)
    expect(platform.color).toBe(`#${icon?.hex.toLowerCase()}`)
  })

  it('is found by its provider, which no other platform has', () => {
    expect(platformOfProvider(platform.providerId)).toBe(platform.id)
    expect(platformList.filter(other => other.providerId === platform.providerId)).toHaveLength(1)
  })

  it('asks first for what it needs and never for what is risky', () => {
    const asked = initialScopes(platform.id)
    for (const { scope, required, risky } of platform.permissions) {
      if (required) expect(asked).toContain(scope)
      if (risky) expect(asked).not.toContain(scope)
    }
    expect(new Set(platform.permissions.map(permission => permission.scope)).size).toBe(platform.permissions.length)
  })

  it('says where it is reached, over TLS, and which hosts that takes', () => {
    const addresses = [platform.helpUrl, platform.authorizationEndpoint, platform.credentialsUrl].filter(address => address !== undefined)
    expect(addresses.every(address => address.startsWith('https://'))).toBe(true)
    expect(platform.hosts.length).toBeGreaterThan(0)
    if (platform.kind === 'oauth') expect(platform.hosts).toContain(new URL(platform.authorizationEndpoint!).host)
  })
})
