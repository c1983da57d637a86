import { callbackParameters } from '../client/callback'
import { popupParameter } from '../client/popup'
import type { Account } from '../shared/account'
import type { OAuthPlatformId } from '../shared/platforms'
import type { Connect } from './create-connect'

export interface LinkAccountOptions {
  /** Asked for beside those every connection asks for. */
  scopes?: readonly string[]
  /** Whether `scopes` are all the user wants to grant. */
  exactly?: boolean
  /** The account it is about, when it is connected already. */
  account?: Account
}

/**
 * Connects an account: in a popup where that is wanted and the browser allows
 * it, by leaving the page otherwise.
 *
 * @returns whether it is connected. After a redirect it stays pending until the
 * page is left, or comes back out of the browser's page cache.
 * @throws ConnectError when it could not be begun, or did not come to an end in the popup
 */
export async function linkAccount({ client, options }: Connect, platform: OAuthPlatformId, { scopes, exactly, account }: LinkAccountOptions): Promise<boolean> {
  const popup = options.popup?.open()
  const page = popup ? options.popup!.path : options.callbackURL ?? location.href
  const address = (parameters: Record<string, string>) => callbackAddress(page, client.apiBase, { ...parameters, ...(popup && { [popupParameter]: popup.id }) })
  try {
    const url = await client.beginLink(platform, {
      callbackURL: address({ connected: platform }),
      errorCallbackURL: address({ platform }),
      scopes,
      loginHint: account && (account.email ?? account.username),
      // The server adds what this account was granted before, and not what its user left out then.
      additionalData: { accountId: account?.id, exactly: exactly || !!account },
    })
    if (popup) await popup.visit(url)
    else return await leaveFor(url)
  }
  finally {
    popup?.close()
    // Also when it was closed: the account may be connected, with only the message lost.
    if (popup) await client.changed('accounts')
  }
  return true
}

/** Where a platform sends the browser back to: the page with the parameters that tell how it went, without those of the time before. */
export function callbackAddress(page: string, apiBase: string, parameters: Record<string, string> = {}): string {
  const url = new URL(page, location.href)
  for (const name of callbackParameters) url.searchParams.delete(name)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  url.hash = ''
  // A server knows its own pages by their path, whatever address it goes by.
  return url.origin === new URL(apiBase, location.href).origin ? url.pathname + url.search : url.href
}

function leaveFor(url: string): Promise<false> {
  location.href = url
  return new Promise(resolve => addEventListener('pageshow', () => resolve(false), { once: true }))
}
