import { inject } from 'vue'
import type { Component } from 'vue'
import { defaultPreset } from '../ui/presets/default'
import type { Part, RenderedPrimitives } from '../ui/presets/preset'
import type { PlatformId } from '../shared/platforms/registry'
import { connectKey } from './create-connect'

export interface UsePresetReturn extends RenderedPrimitives {
  /** The classes of a part. */
  part: (part: Part) => string
  /** The app's own icon of a platform, if it has one. */
  iconOf: (platform: PlatformId) => Component | undefined
}

/** The preset of the closest provider or of the plugin, or else the default one. */
export function usePreset(): UsePresetReturn {
  const { preset = defaultPreset, icons } = inject(connectKey, undefined)?.options ?? {}
  // A preset's components can be of any kind, as long as they take these props.
  return { ...preset.primitives as unknown as RenderedPrimitives, part: preset.classOf, iconOf: platform => icons?.[platform] }
}
