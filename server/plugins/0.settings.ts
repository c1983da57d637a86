import { defineNitroPlugin, useRuntimeConfig } from 'nitropack/runtime'
import { useRuntimeSettings } from '../settings'

/** Passes `runtimeConfig.connect` to the settings. The name starts with 0 so that Nitro runs this plugin before those that read settings. */
export default defineNitroPlugin(() => useRuntimeSettings(useRuntimeConfig().connect))
