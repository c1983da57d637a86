import type { Account } from '../../shared/account'
import type { ConnectError } from '../../shared/connect-error'
import { platforms } from '../../shared/platforms'
import type { PlatformDefinition, PlatformId, PlatformPermission } from '../../shared/platforms'
import type { Messages } from './messages'

/** What a person is told of an error. */
export function describeError(messages: Messages, { code, message }: Pick<ConnectError, 'code' | 'message'>): string {
  return messages.errors?.[code] ?? message
}

/** What connecting the platform is good for. */
export function featuresOf(messages: Messages, platform: PlatformId): readonly string[] {
  return messages.platforms?.[platform].features ?? platforms[platform].features
}

/** What the platform can be asked to allow. */
export function permissionsOf(messages: Messages, platform: PlatformId): readonly PlatformPermission[] {
  const { permissions }: PlatformDefinition = platforms[platform]
  const texts: Readonly<Record<string, Pick<PlatformPermission, 'label' | 'description'>>> = messages.platforms?.[platform].permissions ?? {}
  return permissions.map(permission => ({ ...permission, ...texts[permission.scope] }))
}

/** What a person calls the account: its name, else the next best thing it has. */
export function accountTitle(messages: Messages, { name, username, email, platform }: Account): string {
  return name || username || email || messages.account.untitled(platforms[platform].name)
}

/** What tells it apart from another of the same name; none when the title says it all. */
export function accountHandle({ name, username, email }: Account): string | undefined {
  const title = name || username || email
  if (!username || username === title) return email === title ? undefined : email
  // Where a platform has no usernames, it is the email address.
  return username.includes('@') ? username : `@${username}`
}

/** Both, where one sentence has to say which account is meant. */
export function fullAccountTitle(messages: Messages, account: Account): string {
  return [accountTitle(messages, account), accountHandle(account)].filter(Boolean).join(' ')
}
