import type { IncomingHttpHeaders } from 'node:http'
import type { PlatformDefinition } from '../../../shared/platforms'
import { basicCredentials, bearerToken } from '../oauth'

/**
 * Reads the credentials of a request to the platform's API: `token` on OAuth
 * platforms, credentials by name on key platforms.
 *
 * @returns undefined when the request is not authorized in the way that `api.authorization` defines
 */
export function presentedCredentials(definition: PlatformDefinition, headers: IncomingHttpHeaders): Record<string, string> | undefined {
  const { authorization = 'bearer' } = definition.api
  const tokenName = definition.kind === 'oauth' ? 'token' : definition.credentials.find(({ secret }) => secret)?.name ?? 'token'

  if (authorization === 'bearer') {
    const token = bearerToken(headers)
    return token === null ? undefined : { [tokenName]: token }
  }
  if ('basic' in authorization) {
    const [user, password] = authorization.basic
    const given = basicCredentials(headers)
    return given && { [user]: given.id, [password]: given.secret }
  }
  const names = [...authorization.value.matchAll(/\{(\w+)\}/g)].map(([, name]) => name === 'token' ? tokenName : name ?? '')
  const form = authorization.value.split(/\{\w+\}/).map(text => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('(.+)')
  const value = headers[authorization.header.toLowerCase()]
  const found = typeof value === 'string' ? new RegExp(`^${form}$`).exec(value)?.slice(1) : undefined
  return found && Object.fromEntries(names.map((name, index) => [name, found[index] ?? '']))
}

/** Finds a header of `api.headers` that a request does not contain, or contains with another value. */
export function missingHeader({ api }: PlatformDefinition, headers: IncomingHttpHeaders): string | undefined {
  return Object.entries(api.headers ?? {}).find(([name, value]) => headers[name.toLowerCase()] !== value)?.[0]
}
