import { inject } from 'vue'
import type { Component } from 'vue'
import { defaultPreset } from '../ui/presets/default'
import type { Part, RenderedPrimitives } from '../ui/presets/preset'
import type { PlatformId } from '../shared/platforms'
import { connectKey } from './create-connect'

export interface UsePresetReturn extends RenderedPrimitives {
  /** The classes of a part. */
  part: (part: Part) => string
  /** The app's own mark of a platform, if it has one. */
  iconOf: (platform: PlatformId) => Component | undefined
}

/** How components look here: the preset of the plugin or provider around, or the default one. */
export function usePreset(): UsePresetReturn {
  const { preset = defaultPreset, icons } = inject(connectKey, undefined)?.options ?? {}
  // A preset may bring components of any kind: that they take these props is all that counts here.
  return { ...preset.primitives as unknown as RenderedPrimitives, part: preset.classOf, iconOf: platform => icons?.[platform] }
}
