import { lookup as systemLookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isPublicAddress } from './public-address'
import { isPublicName } from './read-host'

/** The host is not a public server, or it responds in a way that no platform does. */
export class UnsafeHost extends Error {
  override readonly name = 'UnsafeHost'
}

/** Options for tests, so that they can use a server on this machine as a public one. */
export interface GuardOptions {
  /** @default the system's resolver */
  lookup?: typeof systemLookup
  /** @default isPublicAddress */
  isAllowed?: (address: string) => boolean
  /** @default 443 */
  port?: number
  /** The trusted certificate authority. @default those of Node */
  ca?: string
}

/**
 * Creates a `fetch` for hosts that users name. It protects against server-side
 * request forgery: it connects only to public addresses, over HTTPS on port 443.
 *
 * The check runs when the socket is opened: all addresses from DNS must be public,
 * and the socket connects to one of these. So DNS rebinding has no effect.
 *
 * It rejects with an {@link UnsafeHost}, or with a TypeError that has one as its `cause`.
 */
export function createGuardedFetch(options: GuardOptions = {}): typeof fetch {
  let loading: Promise<typeof fetch> | undefined
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (url.protocol !== 'https:' || url.port || url.username || url.password || !isPublicName(url.hostname)) {
      throw new UnsafeHost(`${url.host} is not the name of a public server.`)
    }
    loading ??= load(options)
    return (await loading)(input, init)
  }
}

/** Loads undici on the first call, because most servers never need it. */
async function load({ lookup = systemLookup, isAllowed = isPublicAddress, port = 443, ca }: GuardOptions): Promise<typeof fetch> {
  const undici = await import('undici')
  const connect = undici.buildConnector({ lookup: guardLookup(lookup, isAllowed), ca })
  const dispatcher = new undici.Agent({ connect: (target, callback) => connect({ ...target, port: String(port) }, callback) })
  // Uses undici's fetch, because Node's fetch may have another version that does not accept this dispatcher.
  return ((input: string, init: import('undici').RequestInit) => undici.fetch(input, { ...init, dispatcher })) as unknown as typeof fetch
}

/** Creates a DNS lookup for sockets. It fails unless all resolved addresses are allowed. */
function guardLookup(lookup: typeof systemLookup, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error.code === 'ENOTFOUND' ? new UnsafeHost(`${hostname} does not exist.`) : error, '')
      const unsafe = addresses.find(({ address }) => !isAllowed(address))
      const [first] = addresses
      if (unsafe || !first) return callback(new UnsafeHost(`${hostname} resolves to ${unsafe?.address ?? 'nothing'}, which is not public.`), '')
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

/** The guarded `fetch` of this server. */
export const guardedFetch = createGuardedFetch()
