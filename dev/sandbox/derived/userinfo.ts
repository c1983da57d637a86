import type { PlatformDefinition, ProfileMapping } from '../../../shared/platforms'
import { json } from '../http'
import type { ProviderContext, Route } from '../provider'
import { pathsOf } from './address'
import { missingHeader, presentedCredentials } from './api-request'
import { profileAnswer } from './profile'

/** `endpoints.userinfo` of a definition, and the mapping of its response. */
export interface Userinfo {
  address: string
  mapping: ProfileMapping
}

/** Returns the userinfo endpoint of a definition, if the definition has both URL and mapping. */
export function userinfoOf({ endpoints, profile }: PlatformDefinition): Userinfo | undefined {
  return endpoints.userinfo && profile ? { address: endpoints.userinfo, mapping: profile } : undefined
}

/**
 * Creates the routes of the userinfo endpoint.
 *
 * @param refusal status for a refused request
 * @param ownerOf finds the owner of a token or credentials, if they are valid
 */
export function userinfoRoutes({ address, mapping }: Userinfo, { definition, identities, origin }: ProviderContext, refusal: number, ownerOf: (given: Record<string, string>) => string | undefined): Route[] {
  return pathsOf(definition, address).map(path => ({
    method: 'GET',
    path,
    endpoint: 'profile',
    handle({ headers }) {
      const missing = missingHeader(definition, headers)
      if (missing) return json(400, { error: 'invalid_request', error_description: `The header ${missing} is missing or wrong` })
      const given = presentedCredentials(definition, headers)
      const identity = given && identities.get(ownerOf(given) ?? '')
      return identity ? json(200, profileAnswer(mapping, definition.id, identity, origin)) : json(refusal, { error: 'unauthorized' })
    },
  }))
}
