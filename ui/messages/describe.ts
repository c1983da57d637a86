import type { Account } from '../../shared/account'
import type { ConnectError } from '../../shared/connect-error'
import type { Messages } from './messages'

/** The message of an error, in the language of the messages if they have it. */
export function describeError(messages: Messages, { code, message }: Pick<ConnectError, 'code' | 'message'>): string {
  return messages.errors?.[code] ?? message
}

/** What an account is called: its name, username or email address, or else the platform's name. */
export function accountTitle(messages: Messages, { name, username, email }: Account, platformName: string): string {
  return name || username || email || messages.account.untitled(platformName)
}

/** What distinguishes accounts of the same title; undefined if there is nothing beyond the title. */
export function accountHandle({ name, username, email }: Account): string | undefined {
  const title = name || username || email
  if (!username || username === title) return email === title ? undefined : email
  // On platforms without usernames, it is the email address.
  return username.includes('@') ? username : `@${username}`
}

/** Title and handle, for sentences that have to identify one account. */
export function fullAccountTitle(messages: Messages, account: Account, platformName: string): string {
  return [accountTitle(messages, account, platformName), accountHandle(account)].filter(Boolean).join(' ')
}
