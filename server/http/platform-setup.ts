import type { H3Event } from 'h3'
import type { PlatformSetup } from '../../shared/account'
import { credentialVariables, isOAuthPlatform, platforms } from '../../shared/platforms'
import type { PlatformId } from '../../shared/platforms'
import { callbackUrl } from '../auth/base-url'
import { isEnabled } from '../platforms/credentials'

/**
 * How to switch a platform on that is off, for whoever sets the server up.
 * Nothing on a production build: it is no visitor's business what is missing.
 */
export function platformSetup(event: H3Event, id: PlatformId): { setup?: PlatformSetup } {
  if (!import.meta.dev || !isOAuthPlatform(id) || isEnabled(id)) return {}
  const { clientId, clientSecret } = credentialVariables(id)
  const { providerId, credentialsUrl } = platforms[id]
  return { setup: { variables: [clientId, clientSecret], callbackURL: callbackUrl(event, providerId), registerAt: credentialsUrl } }
}
