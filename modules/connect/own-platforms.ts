import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createJiti } from 'jiti'
import type { PlatformDefinition } from '../../shared/platforms/definition'
import { definitionProblems } from '../../shared/platforms/validate-definition'

/** An app's own platforms, by id, with their files. */
export interface OwnPlatforms {
  definitions: ReadonlyMap<string, { file: string, definition: PlatformDefinition }>
  connectors: ReadonlyMap<string, string>
}

/** The folders for an app's own platforms: one in the app's root, and one in each layer's root. */
export function platformFolders(roots: readonly string[]): string[] {
  return roots.map(root => join(root, 'connect/platforms'))
}

/**
 * Reads an app's own platforms at build time. A file in an earlier folder overrides
 * one of the same name in a later folder.
 *
 * @throws Error with the file and its problems
 */
export async function readOwnPlatforms(folders: readonly string[], alias: Record<string, string>): Promise<OwnPlatforms> {
  const files = folders.filter(folder => existsSync(folder)).flatMap(folder => readdirSync(folder).map(name => ({ name, file: join(folder, name) })))
  const named = (pattern: RegExp) => new Map(files.toReversed().flatMap(({ name, file }) => {
    const id = pattern.exec(name)?.[1]
    return id ? [[id, file] as const] : []
  }))
  const connectors = named(/^([^.]+)\.connector\.ts$/)
  const found = [...named(/^([^.]+)\.ts$/)].sort(([a], [b]) => a < b ? -1 : 1)

  // Without a cache: a restart of the development server reads what has changed.
  const jiti = createJiti(import.meta.url, { alias, moduleCache: false, interopDefault: false })
  const definitions = await Promise.all(found.map(async ([id, file]) => [id, { file, definition: await readDefinition(id, file, connectors.has(id)) }] as const))
  return { definitions: new Map(definitions), connectors }

  async function readDefinition(id: string, file: string, connector: boolean): Promise<PlatformDefinition> {
    let definition: unknown
    try {
      definition = (await jiti.import<{ default?: unknown }>(file)).default
    }
    catch (error) {
      throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error })
    }
    const problems = definitionProblems(definition, { connector })
    if (!problems.length && (definition as PlatformDefinition).id !== id) problems.push(`id is '${(definition as PlatformDefinition).id}': name the file ${(definition as PlatformDefinition).id}.ts, or set id to '${id}'.`)
    if (problems.length) throw new Error(`${file} does not define a platform:\n${problems.map(problem => `- ${problem}`).join('\n')}`)
    return definition as PlatformDefinition
  }
}
