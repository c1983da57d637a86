import { nativePrimitives } from './native'
import { definePreset } from './preset'
import type { Preset } from './preset'

/** Plain elements styled by `nuxt-better-auth-connect/style.css`: light and dark, by CSS variables to change. */
export const defaultPreset: Preset = definePreset(part => `connect-${part}`, nativePrimitives)
