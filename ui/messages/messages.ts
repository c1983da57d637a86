import type { ClientErrorCode } from '../../client/errors'
import type { AccountStatus, ReconnectReason } from '../../shared/account'
import type { ErrorCode } from '../../shared/errors'
import type { LinkErrorTexts } from '../../shared/link-errors'
import type { PlatformId, platforms } from '../../shared/platforms'

type PermissionOf<Id extends PlatformId> = (typeof platforms)[Id]['permissions'][number]

/** What the registry says of a platform, in another language. */
export interface PlatformTexts<Id extends PlatformId = PlatformId> {
  /** In the order of the registry. */
  features: readonly string[]
  /** By scope. */
  permissions: { readonly [P in PermissionOf<Id> as P['scope']]: { label: string, description: string } }
}

/**
 * Everything the components say. Where something is named in the middle of a
 * sentence, the sentence is a function of the names.
 */
export interface Messages {
  /** BCP 47 tag of the language: by it `Intl` writes dates and lists. */
  locale: string
  /** Added for those who do not see where a link leads. */
  opensInNewTab: string
  tryAgain: string
  connect: {
    connect: (platform: string) => string
    another: (platform: string) => string
    connected: (platform: string) => string
    again: (platform: string) => string
    accountConnected: (account: string) => string
    keyReplaced: (account: string) => string
    /** What is asked for by consent. */
    permissions: string
  }
  card: {
    count: (accounts: number) => string
    needsAttention: string
    notConfigured: (platform: string) => string
  }
  list: {
    label: (platform: string) => string
    empty: string
    loading: string
    stale: string
    /** Said when they are no longer stale. */
    current: string
  }
  account: {
    /** The title of an account that has no name of its own. */
    untitled: (platform: string) => string
    status: { readonly [Status in AccountStatus]: string }
    connected: (date: string) => string
    /** Its access is renewed without its user. */
    renews: (when: string) => string
    renewsOnUse: string
    expiring: (when: string | undefined) => string
    ended: { readonly [Reason in ReconnectReason]: (platform: string, date: string) => string }
    reconnect: string
    reconnectLabel: (account: string) => string
    disconnect: string
    disconnectLabel: (account: string, platform: string) => string
    disconnecting: string
    confirm: (account: string) => string
    /** What disconnecting does: where there was a consent, and where there was a key. */
    consequences: { consent: (platform: string) => string, key: (platform: string) => string }
    keep: string
  }
  disconnected: {
    done: (account: string) => string
    revoked: (platform: string) => string
    keyStillWorks: (platform: string) => string
    unconfirmed: (platform: string) => string
    settings: (platform: string) => string
  }
  key: {
    label: (platform: string) => string
    show: string
    /** Between the two goes the link to the platform's settings. */
    help: readonly [before: string, after: string]
    settings: (platform: string) => string
    checking: string
  }
  permissions: {
    legend: (platform: string) => string
    required: string
    granted: string
    risky: string
    summary: (granted: number) => string
    askForMore: string
    /** What became of it. */
    extended: (account: string) => string
    notExtended: (platform: string) => string
  }
  setup: {
    title: (platform: string) => string
    register: (platform: string) => string
    callback: string
    variables: string
    development: string
  }
  sandbox: {
    label: string
    text: string
  }
  auth: {
    continueWith: (platform: string) => string
    or: string
    name: string
    email: string
    password: string
    passwordRule: string
    signIn: string
    signUp: string
    toSignIn: readonly [question: string, link: string]
    toSignUp: readonly [question: string, link: string]
  }
  user: {
    menu: (name: string) => string
    signedInAs: string
    signOut: string
  }
  /** What errors say, by code: all of ours, and what Better Auth answers with. Those without say what the server said, in English. */
  errors?: { readonly [Code in ErrorCode | ClientErrorCode]: string } & { readonly [code: string]: string }
  /** What a failed connection says. @default English */
  linkErrors?: LinkErrorTexts
  /** @default the texts of the registry, which are English */
  platforms?: { readonly [Id in PlatformId]: PlatformTexts<Id> }
}
