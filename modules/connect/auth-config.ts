import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { addTypeTemplate, getLayerDirectories } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { here } from './here'
import { replaceServerFile } from './replace-server-file'

/** A file of the app that replaces one of ours in the build. */
interface AppFile {
  /** Our file. */
  replaces: string
  /** The path in the app's `server/`, without an extension. */
  path: string
  /** The content in the build. */
  content: (file: string) => string
  /** Adds the type of the file to ours. */
  types: (file: string) => string
}

const appFiles: readonly AppFile[] = [
  {
    replaces: 'server/auth/app-config',
    path: 'auth.config',
    content: file => `export { default } from ${JSON.stringify(file)}`,
    types: file => augmentation('server/auth/registered', 'RegisteredAuth', `config: typeof import(${JSON.stringify(file)}).default`),
  },
  {
    replaces: 'server/database/app-schema',
    path: 'database/schema',
    content: file => `export * from ${JSON.stringify(file)}`,
    types: file => augmentation('server/database/registered', 'RegisteredSchema', `schema: typeof import(${JSON.stringify(file)})`),
  },
]

/**
 * Puts `server/auth.config.ts` and `server/database/schema.ts` of the app, or of its
 * nearest layer that has them, into the server, with their types.
 *
 * @throws Error if the app has a route of its own in place of Better Auth's
 */
export function addAuthConfig(nuxt: Nuxt): void {
  const servers = getLayerDirectories(nuxt).map(({ server }) => resolve(server)).filter(folder => folder !== resolve(here('server')))
  demandNoCatchAll(servers)
  for (const entry of ['server', 'database']) nuxt.options.alias[`nuxt-better-auth-connect/${entry}`] = here(entry)
  const types: ((folder: string) => string)[] = []
  for (const { replaces, path, content, types: typesOf } of appFiles) {
    const file = findFile(servers, path)
    if (!file) continue
    replaceServerFile(nuxt, replaces, () => content(file))
    types.push(folder => typesOf(withoutExtension(relative(folder, file))))
    // A layer in node_modules contains TypeScript files, so the bundler must compile them.
    nuxt.options.nitro.externals = { ...nuxt.options.nitro.externals, inline: [...nuxt.options.nitro.externals?.inline ?? [], dirname(file)] }
  }
  const getContents = () => ['export {}', ...types.map(typesIn => typesIn(`${nuxt.options.buildDir}/types`))].join('\n\n')
  addTypeTemplate({ filename: 'types/connect-auth.d.ts', getContents }, { nuxt: true, nitro: true, node: true })
}

function findFile(servers: readonly string[], path: string): string | undefined {
  return servers.flatMap(server => ['ts', 'mts', 'js', 'mjs'].map(extension => join(server, `${path}.${extension}`))).find(existsSync)
}

/**
 * Our route checks more than Better Auth does. A route of the app for the same paths would replace it without a notice.
 *
 * @throws Error if one of the `server/` folders has a catch-all route at `/api/auth`
 */
export function demandNoCatchAll(servers: readonly string[]): void {
  const folders = servers.flatMap(server => [join(server, 'api/auth'), join(server, 'routes/api/auth')]).filter(existsSync)
  const [route] = folders.flatMap(folder => readdirSync(folder).filter(name => name.startsWith('[...')).map(name => join(folder, name)))
  if (route) throw new Error(`${route} replaces the route of nuxt-better-auth-connect for /api/auth, and with it the protection of connected accounts. Delete it. Put Better Auth's options into server/auth.config.ts, or give your own instance there: export default defineConnectAuth(() => auth).`)
}

function augmentation(file: string, name: string, member: string): string {
  return `declare module ${JSON.stringify(here(file).replaceAll('\\', '/'))} {\n  interface ${name} {\n    ${member}\n  }\n}`
}

function withoutExtension(file: string): string {
  return file.replace(/\.m?[jt]s$/, '').replaceAll('\\', '/')
}
