import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { platformFolders, readOwnPlatforms } from '../../modules/connect/own-platforms'
import { choosePlatforms } from '../../modules/connect/platforms'
import { platformsFile, platformTypes } from '../../modules/connect/templates'
import type { ConnectModuleOptions } from '../../modules/connect/types'
import { platforms as ours } from '../../shared/platforms'
import acme from '../fixtures/app/connect/platforms/acme'

const alias = { 'nuxt-better-auth-connect/platforms': resolve('platforms.ts') }
let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'connect-platforms-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** Writes files of an app, or of a layer in a folder of it. */
async function write(files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), content)
  }
}

/** A definition as an app writes it. */
const definition = (change: Record<string, unknown> = {}) =>
  `import { definePlatform } from 'nuxt-better-auth-connect/platforms'\nexport default definePlatform(${JSON.stringify({ ...acme, ...change })})\n`

const read = (...layers: string[]) => readOwnPlatforms(platformFolders([root, ...layers.map(layer => join(root, layer))]), alias)
const choose = async (option: ConnectModuleOptions['platforms'], ...layers: string[]) => choosePlatforms(option, ours, await read(...layers))
const ids = (chosen: Awaited<ReturnType<typeof choose>>) => chosen.map(({ definition: { id }, group }) => group ? `${group}: ${id}` : id)

it('takes all of ours and then the app\'s own, unless the app chooses', async () => {
  await write({ 'connect/platforms/acme.ts': definition() })
  expect(ids(await choose(undefined))).toEqual([...Object.keys(ours), 'acme'])
  expect(ids(await choose(['x', { group: 'Work', platforms: ['acme', 'reddit'] }]))).toEqual(['x', 'Work: acme', 'Work: reddit'])
})

it('finds those of layers, after which the app\'s go', async () => {
  await write({
    'connect/platforms/acme.ts': definition({ name: 'Of the app' }),
    'layer/connect/platforms/acme.ts': definition({ name: 'Of the layer' }),
    'layer/connect/platforms/beta.ts': definition({ id: 'beta' }),
  })
  const chosen = await choose(['beta', 'acme'], 'layer')
  expect(chosen.map(({ definition }) => definition.name)).toEqual(['Acme', 'Of the app'])
})

it('builds what is chosen and nothing else', async () => {
  await write({ 'connect/platforms/acme.ts': definition(), 'connect/platforms/acme.connector.ts': 'export default {}\n' })
  const file = platformsFile(await choose(['reddit', { group: 'Work', platforms: ['acme'] }]))
  expect(file).toContain(`import acmePlatform from "${root}/connect/platforms/acme"`)
  expect(file).toContain(`import acmeConnector from "${root}/connect/platforms/acme.connector"`)
  expect(file).toContain('definitions = [redditPlatform, acmePlatform]')
  expect(file).toContain('acme: acmeConnector')
  expect(file).toContain('= {"acme":"Work"}')
  expect(file).not.toContain('devto')
})

it('declares only the app\'s own to types', async () => {
  await write({ 'connect/platforms/acme.ts': definition(), 'connect/platforms/reddit.ts': definition({ id: 'reddit' }) })
  const chosen = await choose(undefined)
  expect(chosen.find(({ definition }) => definition.id === 'reddit')?.definition.name).toBe('Acme')
  const types = platformTypes(chosen, ours, join(root, '.nuxt/types'))
  expect(types).toContain('acme: PlatformEntry<typeof import("../../connect/platforms/acme").default>')
  expect(types).not.toContain('reddit:')
})

it.each<[string, ConnectModuleOptions['platforms'], string]>([
  ['an unknown platform', ['myspace'], `connect.platforms in nuxt.config has the unknown platform 'myspace'. Use ${Object.keys(ours).join(', ')}, acme.`],
  ['an unknown platform in a group', [{ group: 'Work', platforms: ['toString'] }], 'connect.platforms in nuxt.config has the unknown platform \'toString\''],
  ['a group without platforms', [{ group: 'Work' }] as never, 'connect.platforms in nuxt.config has {"group":"Work"}: write a list of ids'],
  ['a group without a heading', [{ name: 'Work', platforms: ['x'] }] as never, 'connect.platforms in nuxt.config has {"name":"Work","platforms":["x"]}: write a list of ids'],
  ['an id in place of a list', 'x' as never, 'connect.platforms in nuxt.config has "x": write a list of ids'],
  ['a platform twice', ['x', { group: 'Work', platforms: ['x'] }], 'connect.platforms in nuxt.config lists \'x\' twice.'],
])('does not build with %s', async (_, option, message) => {
  await write({ 'connect/platforms/acme.ts': definition() })
  await expect(choose(option)).rejects.toThrow(message)
})

it.each<[string, Record<string, string>, string]>([
  ['another id than its file', { 'acme.ts': definition({ id: 'acne' }) }, 'acme.ts does not define a platform:\n- id is \'acne\': name the file acne.ts, or set id to \'acme\'.'],
  ['no default export', { 'acme.ts': 'export const acme = 1\n' }, '- There is no definition: export one with `export default definePlatform({ ... })`.'],
  ['several problems', { 'acme.ts': definition({ color: 'red', helpUrl: 'acme.example' }) }, '- color is \'red\': write it as #rrggbb.\n- helpUrl is \'acme.example\': write an address that begins with https://.'],
  ['a mistake in its code', { 'acme.ts': 'throw new Error(\'No such file.\')\n' }, 'acme.ts cannot be read: No such file.'],
  ['a connector alone', { 'acme.connector.ts': 'export default {}\n' }, 'acme.connector.ts is a connector without a platform: add acme.ts beside it.'],
  ['another kind than ours of that id', { 'devto.ts': definition({ id: 'devto' }) }, 'devto.ts replaces our platform \'devto\', but has another kind or other credentials.'],
  ['the provider id of another', { 'acme.ts': definition({ providerId: 'twitter' }) }, 'The platforms \'x\' and \'acme\' have the same provider id \'twitter\'.'],
])('does not build with a file that has %s', async (_, files, message) => {
  await write(Object.fromEntries(Object.entries(files).map(([name, content]) => [`connect/platforms/${name}`, content])))
  await expect(choose(undefined)).rejects.toThrow(message)
})
