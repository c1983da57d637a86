import type { BetterAuthOptions } from 'better-auth'
import { APIError } from 'better-auth/api'
import { rememberAccounts, revokeDeletedAccounts } from '../vault/deleted-accounts'
import { seal } from '../vault/seal'
import { accountConnected, accountUpdated, grantedScope } from './account-connected'
import { forgetUser } from './forget-user'
import { isPlaceholderEmail } from './placeholder-email'
import { requestContext } from './request-context'
import { endInTime, rememberOrigin } from './session-hooks'

/** Paths of Better Auth where the email address comes from a provider and not from the visitor. */
const providerPaths = /^\/(?:callback|sign-in\/social|oauth2|sso)(?:\/|$)/

/** Encrypts the id token, stores profiles, revokes the grants of deleted accounts, limits sessions and reserves placeholder addresses. */
export const databaseHooks: BetterAuthOptions['databaseHooks'] = {
  user: {
    create: { before: refusePlaceholder },
    update: { before: refusePlaceholder },
    delete: { after: forgetUser },
  },
  session: {
    create: { after: rememberOrigin },
    update: { before: endInTime },
  },
  account: {
    create: { before: sealIdToken, after: accountConnected },
    update: {
      before: async account => ({ data: { ...(await sealIdToken(account))?.data, ...grantedScope() } }),
      after: accountUpdated,
    },
    // Also called for each account of a user that is deleted.
    delete: {
      before: rememberAccounts,
      after: revokeDeletedAccounts,
    },
  },
}

/** Placeholder addresses are reserved for accounts without an email address. A user who signed up with one would block such an account. */
async function refusePlaceholder({ email }: { email?: string }, context: { path?: string } | null): Promise<void> {
  if (!email || !isPlaceholderEmail(email) || requestContext()?.connecting || providerPaths.test(context?.path ?? '')) return
  throw new APIError('FORBIDDEN', { code: 'EMAIL_NOT_ALLOWED', message: 'This email address cannot be used.' })
}

/** Encrypts the id token, which contains personal data. Better Auth encrypts only access and refresh tokens. */
async function sealIdToken(account: { idToken?: string | null }) {
  return account.idToken ? { data: { idToken: await seal(account.idToken) } } : undefined
}
