import type { ClientErrorCode } from '../../client/errors'
import type { AccountStatus, ReconnectReason } from '../../shared/account'
import type { ErrorCode } from '../../shared/errors'
import type { LinkErrorTexts } from '../../shared/link-errors'

/**
 * All texts of the components. Sentences that contain names are functions of
 * the names.
 */
export interface Messages {
  /** BCP 47 tag of the language. `Intl` formats dates and lists for it. */
  locale: string
  /** Added to links for screen readers. */
  opensInNewTab: string
  tryAgain: string
  connect: {
    connect: (platform: string) => string
    another: (platform: string) => string
    connected: (platform: string) => string
    again: (platform: string) => string
    accountConnected: (account: string) => string
    keyReplaced: (account: string) => string
    /** The label of the permissions to request. */
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
    /** When the list is no longer stale. */
    current: string
  }
  account: {
    /** The title of an account without a name. */
    untitled: (platform: string) => string
    status: { readonly [Status in AccountStatus]: string }
    connected: (date: string) => string
    /** The access is renewed automatically. */
    renews: (when: string) => string
    renewsOnUse: string
    expiring: (when: string | undefined) => string
    uncertain: string
    ended: { readonly [Reason in ReconnectReason]: (platform: string, date: string) => string }
    reconnect: string
    reconnectLabel: (account: string) => string
    disconnect: string
    disconnectLabel: (account: string, platform: string) => string
    disconnecting: string
    confirm: (account: string) => string
    /** The consequences of disconnecting, for consents and for keys. */
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
    show: string
    /** The accessible name of the button that shows a secret. It has to contain `show`. */
    showLabel: (field: string) => string
    /** The text before and after the link to the platform's settings. */
    help: readonly [before: string, after: string]
    settings: (platform: string) => string
    checking: string
  }
  host: {
    label: string
    /** @param example a host, such as `mastodon.social` */
    help: (example: string) => string
    /** @param host the default host, such as `bsky.social` */
    optional: (host: string) => string
  }
  permissions: {
    legend: (platform: string) => string
    required: string
    granted: string
    risky: string
    summary: (granted: number) => string
    askForMore: string
    /** The result of the request. */
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
  /** Error messages by code, for all of ours and those of Better Auth. For other codes, the server's English message is shown. */
  errors?: { readonly [Code in ErrorCode | ClientErrorCode]: string } & { readonly [code: string]: string }
  /** Messages for failed OAuth redirects. @default English */
  linkErrors?: LinkErrorTexts
}
