import { accountTitle } from '../client/describe-account'
import type { Account, DisconnectResult } from '../shared/account'
import { isOAuthPlatform, platforms } from '../shared/platforms'
import type { PlatformDefinition, PlatformId } from '../shared/platforms'

/** What an action came to, for a person. */
export interface IntegrationOutcome {
  kind: 'success' | 'warning'
  text: string
  /** Where the rest is done, if there is a rest. */
  link?: { href: string, text: string }
}

/** @param known whether it was connected before, with another key or other permissions */
export function connectedOutcome(account: Account, known: boolean): IntegrationOutcome {
  return { kind: 'success', text: `${accountTitle(account)} is connected${known ? ' with the new key' : ''}.` }
}

/** @param result undefined for an account that was gone already, disconnected in another tab perhaps */
export function disconnectedOutcome(platform: PlatformId, account: Account, result: DisconnectResult | undefined): IntegrationOutcome {
  const { name, helpUrl }: PlatformDefinition = platforms[platform]
  const done = `${accountTitle(account)} is disconnected.`
  const link = { href: helpUrl, text: `Open ${name} settings` }
  if (!result) return { kind: 'success', text: done }
  if (result.revocation === 'revoked') return { kind: 'success', text: `${done} ${name} confirmed that access has ended.` }
  if (!isOAuthPlatform(platform)) return { kind: 'success', text: `${done} The key itself still works until you delete it at ${name}.`, link }
  return { kind: 'warning', text: `${done} ${name} did not confirm that access has ended: remove this app in your settings there.`, link }
}
