import bluesky from './bluesky'
import devto from './devto'
import github from './github'
import google from './google'
import mastodon from './mastodon'
import reddit from './reddit'
import x from './x'

export type * from './definition'

/**
 * The built-in platforms by id. Unions, routes, environment variables, simulators
 * and the tables in the docs derive from this map. Browser code imports only types
 * from here. It gets the data of platforms from the server.
 */
export const platforms = { reddit, x, google, github, mastodon, bluesky, devto } as const
