import type { KeyPlatformId, OAuthPlatformId } from '../../shared/platforms'
import type { KeyConnector, OAuthConnector } from './connector'
import { devto } from './devto'
import { google } from './google'
import { reddit } from './reddit'
import { x } from './x'

export type { ClientCredentials, ConnectedProfile, GrantTokens } from './connector'

export const oauthConnectors: Record<OAuthPlatformId, OAuthConnector> = { reddit, x, google }
export const keyConnectors: Record<KeyPlatformId, KeyConnector> = { devto }
