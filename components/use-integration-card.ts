import { shallowRef } from 'vue'
import { useAccounts } from '../composables/useAccounts'
import { useConnect } from '../composables/useConnect'
import { useIntegration } from '../composables/useIntegration'
import type { UseKeyIntegrationReturn, UseOAuthIntegrationReturn } from '../composables/useIntegration'
import { useMessages } from '../composables/useMessages'
import { usePlatform } from '../composables/usePlatform'
import type { Platform } from '../composables/usePlatform'
import { accountTitle, describeError } from '../ui/messages/describe'
import type { Messages } from '../ui/messages/messages'
import type { GivenCredentials } from '../client/connect-client'
import type { ConnectError } from '../shared/connect-error'
import type { Account, DisconnectResult } from '../shared/account'
import type { KeyPlatformId, OAuthPlatformId, PlatformId } from '../shared/platforms/registry'

/** The result of an action, for a person. */
export interface IntegrationOutcome {
  kind: 'success' | 'warning' | 'error'
  text: string
  /** Where the user can do what is left to do, if anything. */
  link?: { href: string, text: string }
}

/** @param result undefined if the account was disconnected before, such as in another tab */
function disconnectedOutcome(messages: Messages, { name, kind, details }: Platform, account: Account, result: DisconnectResult | undefined): IntegrationOutcome {
  const { disconnected } = messages
  const done = disconnected.done(accountTitle(messages, account, name))
  const link = details && { href: details.helpUrl, text: disconnected.settings(name) }
  if (!result) return { kind: 'success', text: done }
  if (result.revocation === 'revoked') return { kind: 'success', text: `${done} ${disconnected.revoked(name)}` }
  if (kind !== 'oauth') return { kind: 'success', text: `${done} ${disconnected.keyStillWorks(name)}`, link }
  return { kind: 'warning', text: `${done} ${disconnected.unconfirmed(name)}`, link }
}

/**
 * One platform's actions, and the result of the last one.
 *
 * @param onAct called before an action starts
 */
export function useIntegrationCard(platform: PlatformId, onAct: () => void) {
  const offer = usePlatform(platform)
  const name = () => offer.value?.name ?? ''
  const messages = useMessages()
  const { popup } = useConnect().options
  const outcome = shallowRef<IntegrationOutcome>()
  const keyRefused = shallowRef(false)
  const onError = (error: ConnectError) => {
    outcome.value = { kind: 'error', text: describeError(messages.value, error) }
  }
  const integration = useIntegration(platform, { onError })
  // At run time it has the actions of both kinds. Only those of the platform's kind are offered on the card.
  const { connect, reconnect, ensureScopes } = integration as UseOAuthIntegrationReturn<OAuthPlatformId>
  const { connectWithKey } = integration as UseKeyIntegrationReturn<KeyPlatformId>
  const { accounts, error: loadError } = useAccounts(platform)

  function begin(): boolean {
    if (integration.pending.value) return false
    outcome.value = undefined
    keyRefused.value = false
    onAct()
    return true
  }

  function succeed(text: string) {
    outcome.value = { kind: 'success', text }
  }

  return {
    /** What the server offers of the platform: see `usePlatform`. */
    offer,
    /** Undefined while they are not known. */
    accounts,
    loading: integration.loading,
    /** Why the accounts could not be loaded. */
    loadError,
    refetch: integration.refetch,
    pending: integration.pending,
    outcome,
    /** Whether the last action failed because of the credentials in the form. */
    keyRefused,
    /** @param scopes the user's choice, instead of the default scopes */
    async connect(scopes?: readonly string[], host?: string): Promise<void> {
      if (!begin()) return
      if (await connect(scopes, { exactly: scopes !== undefined, host })) succeed(messages.value.connect.connected(name()))
    },
    async reconnect(account: Account): Promise<void> {
      if (!begin()) return
      if (!await reconnect(account.id)) return
      // The user may choose another account at the platform.
      const isWell = accounts.value?.some(({ id, status }) => id === account.id && status === 'healthy')
      succeed(messages.value.connect[isWell ? 'again' : 'connected'](name()))
    },
    /** Requests more scopes for an account. */
    async extend(account: Account, scopes: readonly string[]): Promise<void> {
      if (!begin()) return
      const { permissions } = messages.value
      if (await ensureScopes(scopes, account.id)) succeed(permissions.extended(accountTitle(messages.value, account, name())))
      // With a redirect, the result is not known here.
      else if (popup && !outcome.value) outcome.value = { kind: 'warning', text: permissions.notExtended(name()) }
    },
    /** @returns whether the platform accepted the credentials */
    async connectWithKey(credentials: Readonly<Record<string, string>>): Promise<boolean> {
      if (!begin()) return false
      const before = accounts.value
      const account = await connectWithKey(credentials as GivenCredentials<KeyPlatformId>)
      keyRefused.value = [400, 422].includes(integration.error.value?.status ?? 0)
      if (!account) return false
      const { connect } = messages.value
      succeed((before?.some(({ id }) => id === account.id) ? connect.keyReplaced : connect.accountConnected)(accountTitle(messages.value, account, name())))
      return true
    },
    async disconnect(account: Account): Promise<void> {
      if (!begin()) return
      const result = await integration.disconnect(account.id)
      // If the account is gone already, that is a success.
      const isGone = result || integration.error.value?.code === 'ACCOUNT_NOT_FOUND'
      if (isGone && offer.value) outcome.value = disconnectedOutcome(messages.value, offer.value, account, result)
    },
  }
}
