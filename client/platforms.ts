import type { ServerPlatforms } from '../shared/account'
import type { PlatformId } from '../shared/platforms/registry'
import type { Request } from './http'
import type { Store } from './store'

/**
 * Creates the function that loads what the server offers, with the details of
 * single platforms on demand. Everything that is asked for in one tick goes into
 * one request. The function rejects when a request fails. The next call retries
 * what failed.
 */
export function createPlatformLoader(store: Store, request: Request) {
  /** What the page came with. */
  const { server } = store.state
  /** Ids whose details were loaded. Cached details do not count. */
  const loaded = new Set<string>()
  /** Ids whose details are to be loaded. The empty id stands for the list itself. */
  const missing = new Set(server ? [] : [''])
  let pending: Promise<void> | undefined

  async function send(): Promise<void> {
    // Waits for the other calls of this tick.
    await undefined
    const ids = [...missing]
    const details = ids.filter(Boolean).map(encodeURIComponent).join()
    try {
      const { body } = await request<ServerPlatforms>('/platforms' + (details && `?details=${details}`))
      for (const id of ids) if (missing.delete(id)) loaded.add(id)
      store.setServer(body!)
    }
    finally {
      pending = undefined
    }
  }

  return async (ids: readonly string[] = []): Promise<void> => {
    for (const id of ids) if (!loaded.has(id) && !server?.platforms[id as PlatformId]?.details) missing.add(id)
    while (missing.size) await (pending ??= send())
  }
}
