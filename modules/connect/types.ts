import type { PlatformId } from '../../shared/platforms/registry'
import type { ConnectPage } from './pages'
import type { Locale, PresetName } from './choices'

/** A platform's id: one of ours, or the name of a file in the app's `connect/platforms/`. */
type PlatformName = PlatformId | (string & {})

/** Platforms that are listed under a heading. */
export interface PlatformGroup {
  /** The heading, as pages show it. */
  group: string
  platforms: readonly PlatformName[]
}

/** `connect` in `nuxt.config`. */
export interface ConnectModuleOptions {
  /**
   * The platforms of the build, in the order in which pages list them, alone or in groups.
   * A platform that is left out is not in the build. @default all of ours, then the app's own
   */
  platforms?: readonly (PlatformName | PlatformGroup)[]
  /** Our pages: all, none, or the ones named. A page of the app at the same path overrides ours. @default false, and true in an app that has this package in `extends` */
  pages: boolean | ConnectPage[]
  /** Prefix of the names of our components, such as `'Connect'` for `<ConnectAccountCard>`. @default '' */
  prefix: string
  /** What the app is called on our pages. @default 'Connected accounts', in the language of `locale` */
  name?: string
  /** How components look. `tailwind` and `nuxt-ui` need the app to use those. @default 'default' */
  preset: PresetName
  /** The language of components and pages. The hook `connect:options` gives components other languages; the other texts of our pages are in these two. @default 'en' */
  locale: Locale
  /** The component gallery at `/gallery`. @default in development */
  gallery?: boolean
}

declare module '@nuxt/schema' {
  interface NuxtConfig {
    connect?: Partial<ConnectModuleOptions>
  }
  interface NuxtOptions {
    connect: ConnectModuleOptions
  }
}
