import { nativePrimitives } from './native'
import { definePreset } from './preset'
import type { Preset } from './preset'

/** Plain elements styled by `nuxt-better-auth-connect/style.css`, light and dark, with CSS variables. */
export const defaultPreset: Preset = definePreset(part => `connect-${part}`, nativePrimitives)
