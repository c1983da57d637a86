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
