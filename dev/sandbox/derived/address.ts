import type { PlatformDefinition } from '../../../shared/platforms'

/** The simulated host of a platform where users name the host of their account. */
export function sandboxHost(platform: string): string {
  return `${platform}.sandbox.test`
}

/** The paths at which the sandbox serves a URL of a definition: one for each host, with the host as the first segment. */
export function pathsOf({ id, host, defaultHost }: PlatformDefinition, address: string): string[] {
  const hosts = host === 'user' ? [sandboxHost(id), defaultHost].filter(name => name !== undefined) : ['']
  return [...new Set(hosts.map((name) => {
    const { host, pathname } = new URL(address.replaceAll('{host}', name))
    return `/${host}${pathname}`
  }))]
}
