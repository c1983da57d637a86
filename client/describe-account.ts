import type { Account } from '../shared/account'
import { platforms } from '../shared/platforms'

/** What a person calls the account: its name, else the next best thing it has. */
export function accountTitle({ name, username, email, platform }: Account): string {
  return name || username || email || `${platforms[platform].name} account`
}

/** What tells it apart from another of the same name; none when the title says it all. */
export function accountHandle(account: Account): string | undefined {
  const { username, email } = account
  const title = accountTitle(account)
  if (!username || username === title) return email === title ? undefined : email
  // Where a platform has no usernames, it is the email address.
  return username.includes('@') ? username : `@${username}`
}
