import type { PlatformDefinition } from '../../shared/platforms/definition'
import { callPlatform } from '../../server/platforms/call-platform'
import type { ClientCredentials, ConnectorContext } from '../../server/platforms/connector'
import type { PlatformId } from '../../shared/platforms/registry'

/** What a connector works with, where a sandbox stands in for every host. */
export function connectorContext(sandboxUrl: string, definition: PlatformDefinition, { host, client }: { host?: string, client?: ClientCredentials } = {}): ConnectorContext {
  return {
    definition,
    host,
    client,
    call(address, init = {}) {
      const url = new URL(address.replaceAll('{host}', host ?? ''))
      return callPlatform(definition.id as PlatformId, `${sandboxUrl}/${url.host}${url.pathname}${url.search}`, init)
    },
  }
}
