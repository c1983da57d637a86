import type { PlatformId } from '../../shared/platforms/registry'
import { callPlatform } from './call-platform'
import type { ClientCredentials, ConnectorContext } from './connector'
import { withHost } from './hosts'
import { definitionOf } from './index'

/**
 * Creates the context for a connector.
 *
 * @param host host of the account, on platforms where users name it
 * @param timeout timeout of calls in milliseconds
 */
export function connectorContext(platform: PlatformId, { host, client, timeout }: { host?: string, client?: ClientCredentials, timeout?: number }): ConnectorContext {
  const definition = definitionOf(platform)
  return {
    definition,
    host,
    client,
    call: (url, init = {}) => callPlatform(platform, withHost(url, host), init, timeout, { guarded: definition.host === 'user' }),
  }
}
