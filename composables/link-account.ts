import { toValue } from 'vue'
import { callbackParameters } from '../client/callback'
import { popupParameter } from '../client/popup'
import type { Account } from '../shared/account'
import type { OAuthPlatformId } from '../shared/platforms/registry'
import type { Connect } from './create-connect'

export interface LinkAccountOptions {
  /** Requested in addition to the required scopes. */
  scopes?: readonly string[]
  /** Requests only `scopes` and the required ones. */
  exactly?: boolean
  /** The account, if it is connected already. */
  account?: Account
  /** The host of a new account, where users of the platform name it. */
  host?: string
}

/**
 * Connects an account in a popup, if the app wants that and the browser allows
 * it, and by redirect otherwise.
 *
 * @returns whether an account is connected. After a redirect, the promise stays
 * pending until the page is left or restored from the browser's page cache
 * @throws ConnectError when it could not begin; in the popup `LINK_FAILED`,
 * `POPUP_CLOSED` or `POPUP_TIMED_OUT`
 */
export async function linkAccount({ client, options }: Connect, platform: OAuthPlatformId, { scopes, exactly, account, host = account?.host }: LinkAccountOptions): Promise<boolean> {
  const popup = options.popup?.open()
  const page = popup ? options.popup!.path : options.callbackURL ?? location.href
  const address = (parameters: Record<string, string>) => callbackAddress(page, client.apiBase, { ...parameters, ...(popup && { [popupParameter]: popup.id }) })
  try {
    const url = await client.beginLink(platform, {
      callbackURL: address({ connected: platform }),
      errorCallbackURL: address({ platform }),
      scopes,
      loginHint: account && (account.email ?? account.username),
      // The server adds the scopes this account was granted before.
      additionalData: { accountId: account?.id, exactly: exactly || !!account, host },
    })
    if (!popup) return await redirect(url)
    await popup.visit(url, client.state.server?.platforms[platform], toValue(options.messages))
  }
  finally {
    popup?.close()
    // Also when the user closed the popup: the account may be connected, without the message.
    if (popup) await client.changed('accounts')
  }
  return true
}

/** The URL a platform sends the browser back to: the page with these parameters, and without those of an earlier redirect. */
export function callbackAddress(page: string, apiBase: string, parameters: Record<string, string> = {}): string {
  const url = new URL(page, location.href)
  for (const name of callbackParameters) url.searchParams.delete(name)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  url.hash = ''
  // A path is enough for pages of the server's own origin, which may have several names.
  return url.origin === new URL(apiBase, location.href).origin ? url.pathname + url.search : url.href
}

function redirect(url: string): Promise<false> {
  location.href = url
  return new Promise(resolve => addEventListener('pageshow', () => resolve(false), { once: true }))
}
