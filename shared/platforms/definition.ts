/** A permission that an app can request from a platform. */
export interface PlatformPermission {
  /** The scope as the platform spells it. */
  scope: string
  label: string
  /** What the app can do with the permission, in words for users. */
  description: string
  /** Whether every connection requests it. @default false */
  required?: boolean
  /** Whether connections request it unless the user deselects it. @default false */
  default?: boolean
  /** Whether the app can act on behalf of the user with it. @default false */
  risky?: boolean
}

/** One field of the form that connects an account by a key or an app password. */
export interface PlatformCredential<Name extends string = string> {
  /** The field's name in the body of `POST /api/auth/{platform}/accounts`. */
  name: Name
  label: string
  /** Whether it is a secret. The form hides secrets, and the database stores them encrypted. */
  secret: boolean
  /** A sentence that tells the user where to find the value. */
  help?: string
  placeholder?: string
  /**
   * A regular expression that the whole value must match. Browsers use it with
   * the flag `v`: escape a hyphen in a class, as in `[a-z\-]`.
   */
  pattern?: string
}

/** Translation of a platform's texts. */
export interface PlatformTexts {
  /** In the same order as in the definition. */
  features: readonly string[]
  /** By scope. */
  permissions?: Readonly<Record<string, { label: string, description: string }>>
  /** By name. */
  credentials?: Readonly<Record<string, { label: string, help?: string }>>
}

/** Paths of the profile fields in the response of `endpoints.userinfo`, such as `data.username`. */
export interface ProfileMapping {
  /** Path of the account's id at the platform. The id must never change. */
  id: string
  username?: string
  name?: string
  email?: string
  /** Path of a boolean that says whether the platform verified the email address. Only used with `verifiesEmail`. */
  emailVerified?: string
  image?: string
}

/** How the server calls the platform's API. */
export interface PlatformApi {
  /** Base URL for the paths given to `connectFetch`. */
  baseUrl: string
  /**
   * How calls are authorized. `bearer` sends the access token (or the only secret)
   * as `Authorization: Bearer`. The `value` of a header can contain placeholders: the
   * names of credentials, as in `Token {apiKey}`, or `{token}` for the access token.
   * `basic` names the two credentials for HTTP Basic.
   * @default 'bearer'
   */
  authorization?: 'bearer' | { header: string, value: string } | { basic: readonly [user: string, password: string] }
  /** Headers to send with every call, such as an API version. */
  headers?: Readonly<Record<string, string>>
}

interface DefinitionBase {
  /** The id in URLs and in code. Lower-case letters and digits. */
  id: string
  name: string
  /** The platform's colour, as `#rrggbb`. */
  color: string
  /** The platform's icon from Simple Icons, with a 24 by 24 view box. @default a circle with the first letter of the name. @see https://simpleicons.org */
  icon?: { slug: string, path: string }
  permissions: readonly PlatformPermission[]
  /** What users gain by connecting an account, in a few words each. */
  features: readonly string[]
  /** Page of the platform where users manage connected apps, or find their key. */
  helpUrl: string
  /** Translations by BCP 47 tag. The other texts of the definition are English. */
  texts?: Readonly<Record<string, PlatformTexts>>
  /** `fixed`: all accounts are on the same hosts. `user`: the user names the host of the account, and `{host}` is its placeholder in `endpoints` and `api.baseUrl`. @default 'fixed' */
  host?: 'fixed' | 'user'
  /** The host to use when the user names none. Only for `host: 'user'`. */
  defaultHost?: string
  /** Hosts that the server may call in addition to those of `endpoints` and `api`. */
  hosts?: readonly string[]
  api: PlatformApi
  /** How to read the profile. Not needed if a connector reads it. */
  profile?: ProfileMapping
  /** Lifetimes of tokens in seconds. Used if the platform does not send them, and by the sandbox. */
  lifetimes?: { accessToken?: number, refreshToken?: number }
}

/** A platform whose accounts are connected with OAuth 2.0. */
export interface OAuthPlatformDefinition extends DefinitionBase {
  kind: 'oauth'
  /** Id of the provider in Better Auth, and `providerId` of its accounts in the database. Clients never see it. @default the platform's id */
  providerId?: string
  endpoints: {
    authorize: string
    token: string
    /** Not needed if a connector reads the profile. */
    userinfo?: string
    /** Omit it if the platform has no revocation endpoint. @see https://www.rfc-editor.org/rfc/rfc7009 */
    revoke?: string
  }
  /** Client authentication at the token endpoint: HTTP Basic, or `client_id` and `client_secret` in the body. */
  clientAuth: 'basic' | 'body'
  /** Whether to use PKCE (S256). */
  pkce: boolean
  /** Separator of scopes in requests. @default ' ' */
  scopeSeparator?: ' ' | ','
  /** Additional parameters of every authorization request, such as those that request a refresh token. */
  authorizeParams?: Readonly<Record<string, string>>
  /** Parameters for authorization requests that must not include scopes granted earlier. */
  exactParams?: Readonly<Record<string, string>>
  /**
   * How an access token is renewed: with a refresh token that can be used again
   * (`reusable`) or is replaced on each use (`rotating`), with the access token itself
   * (`exchange`), or not at all (`none`).
   */
  refresh: 'rotating' | 'reusable' | 'exchange' | 'none'
  /**
   * Whether the platform verifies email addresses. By default, new users can sign up
   * only through platforms that do.
   * @default false
   */
  verifiesEmail?: boolean
  /** Page where developers get a client id and a client secret. Omit it if the server registers itself. */
  credentialsUrl?: string
}

/** A platform whose accounts are connected with an API key, or with an identifier and an app password. */
export interface KeyPlatformDefinition extends DefinitionBase {
  kind: 'apikey' | 'apppassword'
  credentials: readonly PlatformCredential[]
  endpoints: {
    /** Returns the profile of the owner of the credentials. Not needed if a connector reads the profile. */
    userinfo?: string
  }
  /** How tokens that were issued for the credentials are renewed. `none` if calls send the credentials themselves. @default 'none' */
  refresh?: 'rotating' | 'reusable' | 'none'
  /** HTTP statuses with which the platform refuses credentials. @default [401] */
  refusedBy?: readonly number[]
}

/** The definition of a platform. It is data only. Code for a protocol that is not standard belongs in a connector. */
export type PlatformDefinition = OAuthPlatformDefinition | KeyPlatformDefinition
export type PlatformKind = PlatformDefinition['kind']
