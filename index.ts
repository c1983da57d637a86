import type { Nuxt } from '@nuxt/schema'
import connect from './modules/connect'
import type { ConnectModuleOptions } from './modules/connect'

export type * from './modules/connect'

/** What an app gets that has this package in `extends`: all pages, unless it chooses. Nuxt finds the folders beside this file. */
const layer = { connect: { pages: true } }

/**
 * The package in `nuxt.config`, in `modules` or in `extends`. Nuxt calls a module with
 * the options and the Nuxt instance. It calls the configuration of a layer without both.
 */
const entry = (options: Partial<ConnectModuleOptions> = {}, nuxt?: Nuxt) => nuxt ? connect(options as ConnectModuleOptions, nuxt) : layer

export default Object.assign(entry, connect) as typeof connect
