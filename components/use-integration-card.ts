import { shallowRef } from 'vue'
import { useAccounts } from '../composables/useAccounts'
import { useConnect } from '../composables/useConnect'
import { useIntegration } from '../composables/useIntegration'
import { useMessages } from '../composables/useMessages'
import { accountTitle, describeError } from '../ui/messages/describe'
import type { Messages } from '../ui/messages/messages'
import type { Account, DisconnectResult } from '../shared/account'
import { isOAuthPlatform, platforms } from '../shared/platforms'
import type { PlatformDefinition, PlatformId } from '../shared/platforms'

/** What an action came to, for a person. */
export interface IntegrationOutcome {
  kind: 'success' | 'warning' | 'error'
  text: string
  /** Where the rest is done, if there is a rest. */
  link?: { href: string, text: string }
}

/** @param result undefined for an account that was gone already, disconnected in another tab perhaps */
function disconnectedOutcome(messages: Messages, account: Account, result: DisconnectResult | undefined): IntegrationOutcome {
  const { name, helpUrl }: PlatformDefinition = platforms[account.platform]
  const { disconnected } = messages
  const done = disconnected.done(accountTitle(messages, account))
  const link = { href: helpUrl, text: disconnected.settings(name) }
  if (!result) return { kind: 'success', text: done }
  if (result.revocation === 'revoked') return { kind: 'success', text: `${done} ${disconnected.revoked(name)}` }
  if (!isOAuthPlatform(account.platform)) return { kind: 'success', text: `${done} ${disconnected.keyStillWorks(name)}`, link }
  return { kind: 'warning', text: `${done} ${disconnected.unconfirmed(name)}`, link }
}

/**
 * One platform's actions, and what the last one came to.
 *
 * @param onAct an action is about to begin
 */
export function useIntegrationCard(platform: PlatformId, onAct: () => void) {
  const { name } = platforms[platform]
  const messages = useMessages()
  const { popup } = useConnect().options
  const outcome = shallowRef<IntegrationOutcome>()
  const keyRefused = shallowRef(false)
  const integration = useIntegration(platform, {
    onError: (error) => {
      outcome.value = { kind: 'error', text: describeError(messages.value, error) }
    },
  })
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
    /** Undefined while they are not known. */
    accounts,
    loading: integration.loading,
    /** Why they are not known, or not confirmed. */
    loadError,
    refresh: integration.refresh,
    pending: integration.pending,
    outcome,
    /** Whether the last action failed for what is in the key field. */
    keyRefused,
    /** @param scopes what the user chose, in place of the ones usually asked for */
    async connect(scopes?: readonly string[]): Promise<void> {
      if (!('connect' in integration) || !begin()) return
      if (await integration.connect(scopes, { exactly: scopes !== undefined })) succeed(messages.value.connect.connected(name))
    },
    async reconnect(account: Account): Promise<void> {
      // A new key is given where the first one was.
      if (!('connect' in integration) || !begin()) return
      if (!await integration.reconnect(account.id)) return
      // Another one may have been chosen at the platform.
      const isWell = accounts.value?.some(({ id, status }) => id === account.id && status === 'healthy')
      succeed(messages.value.connect[isWell ? 'again' : 'connected'](name))
    },
    /** Asks for more on one account. */
    async extend(account: Account, scopes: readonly string[]): Promise<void> {
      if (!('connect' in integration) || !begin()) return
      const { permissions } = messages.value
      if (await integration.ensureScopes(scopes, account.id)) succeed(permissions.extended(accountTitle(messages.value, account)))
      // By redirect nothing is known yet: the page is being left, or has been come back to without an answer.
      else if (popup && !outcome.value) outcome.value = { kind: 'warning', text: permissions.notExtended(name) }
    },
    /** @returns whether the key was taken */
    async connectWithKey(key: string): Promise<boolean> {
      if (!('connectWithKey' in integration) || !begin()) return false
      const before = accounts.value
      const account = await integration.connectWithKey(key)
      keyRefused.value = [400, 422].includes(integration.error.value?.status ?? 0)
      if (!account) return false
      const { connect } = messages.value
      succeed((before?.some(({ id }) => id === account.id) ? connect.keyReplaced : connect.accountConnected)(accountTitle(messages.value, account)))
      return true
    },
    async disconnect(account: Account): Promise<void> {
      if (!begin()) return
      const result = await integration.disconnect(account.id)
      // Gone already counts as done.
      const isGone = result || integration.error.value?.code === 'ACCOUNT_NOT_FOUND'
      if (isGone) outcome.value = disconnectedOutcome(messages.value, account, result)
    },
  }
}
