import { onServerPrefetch } from 'vue'

/**
 * Vue's `onServerPrefetch` under another name. Nuxt removes calls of the original
 * from the browser's build. Components that have such a hook count their ids
 * separately (`useId`), so browsers need the call, too: otherwise the ids of the
 * page would differ from those the server rendered.
 */
export const beforeServerRender = onServerPrefetch
