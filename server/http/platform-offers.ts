import type { H3Event } from 'h3'
import type { PlatformDetails, PlatformOffer, PlatformSetup, ServerPlatforms } from '../../shared/account'
import type { PlatformId } from '../../shared/platforms/registry'
import { callbackUrl } from '../auth/base-url'
import { definitionOf, groupOf, isOAuth, platformIds, providerIdOf } from '../platforms'
import { allowsSignUp, canSignIn, isEnabled } from '../platforms/credentials'
import { sandboxUrl } from '../platforms/sandbox'
import { credentialVariables } from '../settings'

/**
 * The platforms of this server, in display order.
 *
 * @param detailed platforms to return with details
 */
export function platformOffers(event: H3Event, detailed: readonly PlatformId[]): ServerPlatforms {
  return {
    sandbox: sandboxUrl() !== undefined,
    platforms: Object.fromEntries(platformIds.map(id => [id, { ...offerOf(event, id), ...(detailed.includes(id) && { details: detailsOf(id) }) }])),
  }
}

function offerOf(event: H3Event, id: PlatformId): PlatformOffer {
  const { name, kind, color } = definitionOf(id)
  const enabled = isEnabled(id)
  return {
    name,
    kind,
    color,
    group: groupOf(id),
    enabled,
    signIn: canSignIn(id),
    signUp: enabled && kind === 'oauth' && allowsSignUp(id),
    setup: enabled ? undefined : setupOf(event, id),
  }
}

function detailsOf(id: PlatformId): PlatformDetails {
  const definition = definitionOf(id)
  const { icon, permissions, features, helpUrl, host, defaultHost, texts } = definition
  return {
    icon: icon && { path: icon.path },
    permissions,
    features,
    credentials: isOAuth(definition) ? [] : definition.credentials,
    helpUrl,
    host: host === 'user' ? { default: defaultHost, placeholder: placeholderOf(id, defaultHost) } : undefined,
    texts,
  }
}

function placeholderOf(id: PlatformId, defaultHost: string | undefined): string {
  return sandboxUrl() ? `${id}.sandbox.test` : defaultHost ?? `${id}.example`
}

/**
 * How to enable a disabled platform. Undefined on a production build, because
 * visitors should not see the configuration of the server.
 */
function setupOf(event: H3Event, id: PlatformId): PlatformSetup | undefined {
  const definition = definitionOf(id)
  if (!import.meta.dev || !isOAuth(definition)) return undefined
  const { clientId, clientSecret } = credentialVariables(id)
  return {
    variables: [clientId, clientSecret],
    callbackURL: callbackUrl(event, providerIdOf(id)),
    registerAt: definition.credentialsUrl ?? definition.helpUrl,
  }
}
