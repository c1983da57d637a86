import type { PlatformDefinition } from '../../shared/platforms/definition'
import type { OwnPlatforms } from './own-platforms'
import type { ConnectModuleOptions } from './types'

/** A platform of the build. */
export interface ChosenPlatform {
  definition: PlatformDefinition
  /** The heading it is listed under. */
  group?: string
  /** The app's files with its definition or its connector. They replace ours. */
  files: { definition?: string, connector?: string }
}

/**
 * The platforms of the build, in order, by the option `connect.platforms`.
 *
 * @throws Error when the option contains an unknown platform or a platform twice, or
 * when a file of the app conflicts with other platforms
 */
export function choosePlatforms(option: ConnectModuleOptions['platforms'], ours: Readonly<Record<string, PlatformDefinition>>, own: OwnPlatforms): ChosenPlatform[] {
  const known: Record<string, PlatformDefinition> = { ...ours }
  for (const [id, { file, definition }] of own.definitions) {
    demandSameShape(file, definition, ours[id])
    known[id] = definition
  }
  for (const [id, file] of own.connectors) {
    if (!Object.hasOwn(known, id)) throw new Error(`${file} is a connector without a platform: add ${id}.ts beside it.`)
  }

  const listed = option ?? Object.keys(known)
  demandEntries(listed)
  const entries = listed.flatMap((entry): { id: string, group?: string }[] => typeof entry === 'string' ? [{ id: entry }] : entry.platforms.map(id => ({ id, group: entry.group })))
  const chosen = entries.map(({ id, group }, at): ChosenPlatform => {
    if (!Object.hasOwn(known, id)) throw new Error(`connect.platforms in nuxt.config has the unknown platform '${id}'. Use ${Object.keys(known).join(', ')}.`)
    if (entries.findIndex(entry => entry.id === id) < at) throw new Error(`connect.platforms in nuxt.config lists '${id}' twice.`)
    return { definition: known[id]!, group, files: { definition: own.definitions.get(id)?.file, connector: own.connectors.get(id) } }
  })
  demandOwnProviders(chosen)
  return chosen
}

/** `nuxt.config` is often not type-checked, so entries can have any type. */
function demandEntries(listed: unknown): void {
  const isGroup = (entry: unknown) => typeof entry === 'object' && entry !== null && 'group' in entry && typeof entry.group === 'string' && 'platforms' in entry && Array.isArray(entry.platforms)
  const wrong = Array.isArray(listed) ? listed.filter(entry => typeof entry !== 'string' && !isGroup(entry)) : [listed]
  if (wrong.length) throw new Error(`connect.platforms in nuxt.config has ${JSON.stringify(wrong[0])}: write a list of ids such as 'reddit' and groups such as { group: 'Work', platforms: ['reddit'] }.`)
}

/** The types of a built-in platform depend on its kind and credentials, so a replacement must have the same. */
function demandSameShape(file: string, definition: PlatformDefinition, replaced: PlatformDefinition | undefined): void {
  const shapeOf = (platform: PlatformDefinition) => [platform.kind, ...platform.kind === 'oauth' ? [] : platform.credentials.map(({ name }) => name).sort()].join(' ')
  if (replaced && shapeOf(replaced) !== shapeOf(definition)) {
    throw new Error(`${file} replaces our platform '${replaced.id}', but has another kind or other credentials. Keep those (${shapeOf(replaced)}), or take another id.`)
  }
}

/** Provider ids must be unique, because Better Auth finds a platform by its provider id. */
function demandOwnProviders(chosen: readonly ChosenPlatform[]): void {
  const platforms = new Map<string, string>()
  for (const { definition } of chosen) {
    const provider = (definition.kind === 'oauth' && definition.providerId) || definition.id
    const other = platforms.get(provider)
    if (other) throw new Error(`The platforms '${other}' and '${definition.id}' have the same provider id '${provider}'. Give one of them another, or leave one out of connect.platforms.`)
    platforms.set(provider, definition.id)
  }
}
