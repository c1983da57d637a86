import type { PlatformId } from '../../shared/platforms/registry'
import { definitionOf, isOAuth } from '../platforms'
import { connectorContext } from '../platforms/context'
import type { ClientCredentials, ConnectorContext } from '../platforms/connector'
import { platformCredentials, registersItself } from '../platforms/credentials'
import { storedClient } from './clients'

/**
 * Creates the connector context for an account on `host`, with the app's client
 * credentials.
 *
 * @param timeout timeout of calls in milliseconds
 */
export async function contextFor(platform: PlatformId, host?: string | null, timeout?: number): Promise<ConnectorContext> {
  const at = host ?? definitionOf(platform).defaultHost
  return connectorContext(platform, { host: at, client: await findClient(platform, at), timeout })
}

async function findClient(platform: PlatformId, host: string | undefined): Promise<ClientCredentials | undefined> {
  const definition = definitionOf(platform)
  if (registersItself(platform)) return host ? storedClient(platform, host) : undefined
  return isOAuth(definition) ? platformCredentials(definition) : undefined
}
