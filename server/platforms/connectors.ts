import type { Connector } from './connector'
import bluesky from './bluesky'
import github from './github'
import google from './google'
import mastodon from './mastodon'
import reddit from './reddit'
import x from './x'

/** The built-in connectors by platform. Standard platforms have none. */
export const connectors: Readonly<Record<string, Connector>> = { reddit, x, google, github, mastodon, bluesky }
