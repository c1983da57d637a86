import { generateCode, parseModule } from 'magicast'
import { readText } from './change'
import type { Change, Note } from './change'

const name = 'nuxt-better-auth-connect'
const files = ['ts', 'mts', 'js', 'mjs'].map(extension => `nuxt.config.${extension}`)
const why = 'adds the routes, components and pages'

/** Adds the module and its pages to `nuxt.config`, or says what to add if the file has a shape that cannot be edited safely. */
export function changeNuxtConfig(app: string): (Change | Note)[] {
  const file = files.find(file => readText(app, file) !== undefined)
  if (!file) return [{ file: files[0]!, why, after: `export default defineNuxtConfig({\n  modules: ['${name}'],\n  connect: { pages: true },\n})\n` }]
  const before = readText(app, file)!
  if (before.includes(name)) return []
  const after = withModule(before)
  if (after === undefined) return [{ note: `${file} cannot be edited automatically. Add this to it: modules: ['${name}'], connect: { pages: true }.` }]
  return [{ file, why, before, after }]
}

/** The fields of magicast's proxies that are used here. */
interface Options {
  $type?: string
  modules?: unknown
  connect?: unknown
}

function withModule(code: string): string | undefined {
  try {
    const module = parseModule(code)
    const exported = module.exports.default as Options & { $args?: Options[] }
    const options = exported.$type === 'function-call' ? exported.$args?.[0] : exported
    if (options?.$type !== 'object') return undefined
    const modules = options.modules as (string[] & { $type?: string }) | undefined
    if (modules === undefined) options.modules = [name]
    else if (modules.$type === 'array') modules.push(name)
    else return undefined
    options.connect ??= { pages: true }
    const after = generateCode(module).code
    return code.endsWith('\n') && !after.endsWith('\n') ? `${after}\n` : after
  }
  catch {
    return undefined
  }
}
