/** One thing a platform can be asked to allow. */
export interface PlatformPermission {
  /** The scope as the platform spells it. */
  scope: string
  label: string
  /** What the app can do with it, as the user would say it. */
  description: string
  /** Always asked for: without it there is no connection to speak of. @default false */
  required?: boolean
  /** Asked for unless the user leaves it out. @default false */
  default?: boolean
  /** Lets the app act in the user's name. @default false */
  risky?: boolean
}

/** What an app needs to know of a platform. Data only: behaviour lives in `server/connectors`. */
export interface PlatformDefinition {
  /** The id in URLs and code. */
  id: string
  name: string
  /** How an account is connected: by consent at the platform, or by a key the user pastes. */
  kind: 'oauth' | 'apikey'
  /** Better Auth's id of the provider, which is also the account's `providerId`. */
  providerId: string
  /** Where the browser is sent to consent. OAuth platforms only. */
  authorizationEndpoint?: string
  /**
   * Whether the platform vouches for the email address it gives. Only then may
   * someone without an account sign up through it: elsewhere a sign-in by
   * mistake would leave a second user behind.
   * @default false
   */
  verifiesEmail?: boolean
  /** The hosts the server talks to, and no others. */
  hosts: readonly string[]
  permissions: readonly PlatformPermission[]
  /** What connecting is good for, in a few words each. */
  features: readonly string[]
  /** The platform's colour, as `#rrggbb`. */
  color: string
  /** The platform's mark from Simple Icons, drawn on a 24 by 24 canvas. @see https://simpleicons.org */
  icon: { slug: string, path: string }
  /** Where the user finds the key, or manages what apps may do. */
  helpUrl: string
  /** Where the developer of an app gets client id and secret. OAuth platforms only. */
  credentialsUrl?: string
}
