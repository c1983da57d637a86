import { here } from './here'
import { pageNames } from './pages'
import type { ConnectPage } from './pages'
import type { ConnectModuleOptions } from './types'

/** The presets: file and export of each. */
export const presets = {
  'default': ['default', 'defaultPreset'],
  'tailwind': ['tailwind', 'tailwindPreset'],
  'nuxt-ui': ['nuxt-ui', 'nuxtUiPreset'],
} as const

/** The languages of our messages. */
export const locales = ['en', 'de'] as const

export type PresetName = keyof typeof presets
export type Locale = (typeof locales)[number]

/** Validates an option in `nuxt.config`. @throws Error when its value is not one of the choices */
export function demandChoice(option: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) throw new Error(`connect.${option} in nuxt.config has the unknown value '${value}'. Use ${choices.join(', ')}.`)
}

/** `#build/connect-choices`: the preset, language and pages of the build, as our pages import them. */
export function choicesFile({ preset, locale, name }: Pick<ConnectModuleOptions, 'preset' | 'locale' | 'name'>, pages: readonly ConnectPage[]): string {
  const [file, exported] = presets[preset]
  return `import { ${locale} as texts } from ${source(`ui/messages/pages/${locale}`)}
export { ${exported} as preset } from ${source(`ui/presets/${file}`)}
export { ${locale} as messages } from ${source(`ui/messages/${locale}`)}
export const pageTexts: typeof texts = ${name === undefined ? 'texts' : `{ ...texts, appName: ${JSON.stringify(name)} }`}
/** Whether the preset is dark where the browser prefers it, or only by a class of \`<html>\`. */
export const darkBy = '${preset === 'nuxt-ui' ? 'class' : 'preference'}' as 'preference' | 'class'
/** Our enabled pages, and the app's own pages in their place. */
export const pages: readonly (${pageNames.map(page => `'${page}'`).join(' | ')})[] = ${JSON.stringify(pages)}
`
}

function source(path: string): string {
  return JSON.stringify(here(path))
}
