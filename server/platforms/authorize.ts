import type { KeyPlatformDefinition, PlatformDefinition } from '../../shared/platforms/definition'
import { basicAuth } from './call-platform'
import { isOAuth } from './kind'

/** The credentials of one account by name, not encrypted. */
export type Credentials = Readonly<Record<string, string>>

/** Whether calls send the user's credentials themselves, and not a token that was issued for them. */
function sendsCredentials(definition: PlatformDefinition): definition is KeyPlatformDefinition {
  return !isOAuth(definition) && (definition.refresh ?? 'none') === 'none'
}

/** Converts credentials to one string for storage: a single credential as it is, several as JSON. */
export function toToken(definition: KeyPlatformDefinition, credentials: Credentials): string {
  const [only, ...others] = definition.credentials
  return others.length ? JSON.stringify(credentials) : credentials[only!.name]!
}

function toCredentials(definition: PlatformDefinition, token: string): Credentials {
  if (!sendsCredentials(definition)) return {}
  const [only, ...others] = definition.credentials
  return others.length ? JSON.parse(token) as Credentials : { [only!.name]: token }
}

/** Returns the token of an account: the access token, the key, or the first secret of several credentials. */
export function tokenOf(definition: PlatformDefinition, stored: string): string {
  const credentials = toCredentials(definition, stored)
  const secret = sendsCredentials(definition) && definition.credentials.find(credential => credential.secret)
  return secret ? credentials[secret.name]! : stored
}

/** The headers that authorize a call to the platform's API, according to `api` in its definition. */
export function authorizationHeaders(definition: PlatformDefinition, stored: string): Record<string, string> {
  const { authorization = 'bearer', headers } = definition.api
  const values: Credentials = { ...toCredentials(definition, stored), token: tokenOf(definition, stored) }
  return { ...headers, ...authorize() }

  function authorize(): Record<string, string> {
    if (authorization === 'bearer') return { authorization: `Bearer ${values.token}` }
    if ('basic' in authorization) {
      const [user, password] = authorization.basic
      return { authorization: basicAuth(values[user]!, values[password]!) }
    }
    return { [authorization.header]: authorization.value.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '') }
  }
}
