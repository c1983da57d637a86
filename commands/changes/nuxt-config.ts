import { generateCode, parseModule } from 'magicast'
import { readText } from './change'
import type { Change, Note } from './change'

const name = 'nuxt-better-auth-connect'
const files = ['ts', 'mts', 'js', 'mjs'].map(extension => `nuxt.config.${extension}`)
const why = 'adds the routes, components and pages'

/** Adds the package to `extends` of `nuxt.config`, or says what to add if the file has a shape that cannot be edited safely. */
export function changeNuxtConfig(app: string): (Change | Note)[] {
  const file = files.find(file => readText(app, file) !== undefined)
  if (!file) return [{ file: files[0]!, why, after: `export default defineNuxtConfig({\n  extends: ['${name}'],\n})\n` }]
  const before = readText(app, file)!
  if (before.includes(name)) return []
  const after = withLayer(before)
  if (after === undefined) return [{ note: `${file} cannot be edited automatically. Add this to it: extends: ['${name}'].` }]
  return [{ file, why, before, after }]
}

/** The fields of magicast's proxies that are used here. */
interface Options {
  $type?: string
  extends?: unknown
}

function withLayer(code: string): string | undefined {
  try {
    const module = parseModule(code)
    const exported = module.exports.default as Options & { $args?: Options[] }
    const options = exported.$type === 'function-call' ? exported.$args?.[0] : exported
    if (options?.$type !== 'object') return undefined
    const layers = options.extends as string | (string[] & { $type?: string }) | undefined
    // Last, because an earlier layer overrides a later one.
    if (layers === undefined) options.extends = [name]
    else if (typeof layers === 'string') options.extends = [layers, name]
    else if (layers.$type === 'array') layers.push(name)
    else return undefined
    const after = generateCode(module).code
    return code.endsWith('\n') && !after.endsWith('\n') ? `${after}\n` : after
  }
  catch {
    return undefined
  }
}
