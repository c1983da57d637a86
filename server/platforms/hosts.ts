import type { PlatformDefinition } from '../../shared/platforms/definition'

/** Replaces `{host}` in a URL of a definition. @throws Error when the URL needs a host and there is none */
export function withHost(address: string, host: string | undefined): string {
  if (!address.includes('{host}')) return address
  if (!host) throw new Error(`${address} needs the host of an account, and none was given.`)
  return address.replaceAll('{host}', host)
}

/** The hosts that the server may call for an account of the platform on `host`. */
export function hostsOf(definition: PlatformDefinition, host?: string): Set<string> {
  const addresses = [...Object.values(definition.endpoints), definition.api.baseUrl].filter(address => address !== undefined)
  const named = host ?? definition.defaultHost
  const known = addresses
    .filter(address => named || !address.includes('{host}'))
    .map(address => new URL(withHost(address, named)).host)
  return new Set([...known, ...definition.hosts ?? []])
}
