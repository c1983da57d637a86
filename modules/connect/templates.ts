import { relative } from 'node:path'
import { addTypeTemplate } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { here } from './here'
import { replaceServerFile } from './replace-server-file'
import type { ChosenPlatform } from './platforms'

/** The content of `server/platforms/all` in the build: the chosen platforms. */
export function platformsFile(chosen: readonly ChosenPlatform[]): string {
  const definition = ({ definition, files }: ChosenPlatform) => `import ${definition.id}Platform from ${path(files.definition ?? here(`shared/platforms/${definition.id}`))}`
  const withConnector = chosen.filter(({ files }) => files.connector)
  const groups = Object.fromEntries(chosen.filter(({ group }) => group).map(({ definition, group }) => [definition.id, group]))
  return `import { connectors as ours } from ${path(here('server/platforms/connectors'))}
${chosen.map(definition).join('\n')}
${withConnector.map(({ definition, files }) => `import ${definition.id}Connector from ${path(files.connector!)}\n`).join('')}
export const definitions = [${chosen.map(({ definition }) => `${definition.id}Platform`).join(', ')}]
export const connectors = { ...ours${withConnector.map(({ definition: { id } }) => `, ${id}: ${id}Connector`).join('')} }
export const groups = ${JSON.stringify(groups)}
`
}

/** Generates type declarations for the app's own platforms. Built-in platforms, and replacements of them, are already declared. */
export function platformTypes(chosen: readonly ChosenPlatform[], ours: Readonly<Record<string, unknown>>, folder: string): string {
  const own = chosen.filter(({ definition, files }) => files.definition && !Object.hasOwn(ours, definition.id))
  const registry = path(here('shared/platforms/registry'))
  return `import type { PlatformEntry } from ${registry}

declare module ${registry} {
  interface PlatformRegistry {
${own.map(({ definition, files }) => `    ${definition.id}: PlatformEntry<typeof import(${path(relative(folder, files.definition!))}).default>\n`).join('')}  }
}
`
}

/** Gives the server the platforms of the build, and generates the types of the app's own platforms. */
export function addPlatformTemplates(nuxt: Nuxt, chosen: readonly ChosenPlatform[], ours: Readonly<Record<string, unknown>>): void {
  replaceServerFile(nuxt, 'server/platforms/all', () => platformsFile(chosen))
  addTypeTemplate(
    { filename: 'types/connect-platforms.d.ts', getContents: () => platformTypes(chosen, ours, `${nuxt.options.buildDir}/types`) },
    { nuxt: true, nitro: true, node: true, shared: true },
  )
}

function path(file: string): string {
  return JSON.stringify(withoutExtension(file).replaceAll('\\', '/'))
}

function withoutExtension(file: string): string {
  return file.replace(/\.ts$/, '')
}
