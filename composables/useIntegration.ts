import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import type { Ref } from 'vue'
import { accountTitle, connectWithKey, disconnectAccount } from '../client/accounts'
import { beginLink } from '../client/auth'
import { RequestError, errorText } from '../client/request'
import type { Account, Revocation } from '../shared/account'
import { isOAuthPlatform, platforms } from '../shared/platforms'
import type { PlatformDefinition, PlatformId } from '../shared/platforms'

export interface UseIntegrationOptions {
  /** The platform's connected accounts; actions write their outcome here. */
  accounts: Ref<Account[]>
  /** Path of the page that platforms send the browser back to. @default '/integrations' */
  callbackPath?: string
  /** An action found the session gone. */
  onSessionEnded?: () => void
}

/** What an action came to, for a person. */
export interface IntegrationOutcome {
  kind: 'success' | 'warning' | 'error'
  text: string
  /** Where the rest is done, if there is a rest. */
  link?: { href: string, text: string }
}

export interface UseIntegrationReturn {
  /** Whether an action is under way. */
  pending: Readonly<Ref<boolean>>
  /** How the last action ended. */
  outcome: Readonly<Ref<IntegrationOutcome | undefined>>
  /** Leaves for the platform's consent page. */
  connect: () => Promise<void>
  /** @returns whether the account is connected */
  connectWithKey: (apiKey: string) => Promise<boolean>
  /** @returns whether the account is disconnected */
  disconnect: (account: Account) => Promise<boolean>
}

/** Connecting and disconnecting accounts of one platform. Only one action runs at a time. */
export function useIntegration(platform: PlatformId, options: UseIntegrationOptions): UseIntegrationReturn {
  const { accounts, callbackPath = '/integrations', onSessionEnded } = options
  const { name, helpUrl }: PlatformDefinition = platforms[platform]
  const pending = shallowRef(false)
  const outcome = shallowRef<IntegrationOutcome>()
  let disposed = false
  onScopeDispose(() => {
    disposed = true
  })

  /** Runs an action; `act` says whether the page stays, and with what outcome. */
  async function run(act: () => Promise<IntegrationOutcome | undefined>): Promise<boolean> {
    if (pending.value) return false
    pending.value = true
    outcome.value = undefined
    try {
      outcome.value = await act()
      // Without an outcome the browser is leaving; a second click must not start a second trip.
      pending.value = outcome.value === undefined
      return true
    }
    catch (error) {
      pending.value = false
      if (error instanceof RequestError && error.status === 401 && !disposed) onSessionEnded?.()
      outcome.value = { kind: 'error', text: errorText(error) }
      return false
    }
  }

  async function connect(): Promise<void> {
    await run(async () => {
      if (!isOAuthPlatform(platform)) throw new Error(`${name} accounts are connected with a key.`)
      window.location.href = await beginLink(platform, {
        callbackURL: `${callbackPath}?connected=${platform}`,
        errorCallbackURL: `${callbackPath}?platform=${platform}`,
      })
      window.addEventListener('pageshow', () => {
        pending.value = false
      }, { once: true })
      return undefined
    })
  }

  function connectKey(apiKey: string): Promise<boolean> {
    return run(async () => {
      if (isOAuthPlatform(platform)) throw new Error(`${name} accounts are connected at ${name}.`)
      const connected = await connectWithKey(platform, apiKey)
      const known = accounts.value.some(account => account.id === connected.id)
      accounts.value = known
        ? accounts.value.map(account => account.id === connected.id ? connected : account)
        : [...accounts.value, connected]
      return { kind: 'success', text: `${accountTitle(connected)} is connected${known ? ' with the new key' : ''}.` }
    })
  }

  function disconnect(account: Account): Promise<boolean> {
    return run(async () => {
      const revocation = await disconnectAccount(account).catch((error: unknown) => {
        // Disconnected already, in another tab perhaps.
        if (error instanceof RequestError && error.code === 'ACCOUNT_NOT_FOUND') return undefined
        throw error
      })
      accounts.value = accounts.value.filter(other => other.id !== account.id)
      return disconnected(account, revocation)
    })
  }

  function disconnected(account: Account, revocation: Revocation | undefined): IntegrationOutcome {
    const done = `${accountTitle(account)} is disconnected.`
    const link = { href: helpUrl, text: `Open ${name} settings` }
    if (revocation === undefined) return { kind: 'success', text: done }
    if (revocation === 'revoked') return { kind: 'success', text: `${done} ${name} confirmed that access has ended.` }
    if (!isOAuthPlatform(platform)) return { kind: 'success', text: `${done} The key itself still works until you delete it at ${name}.`, link }
    return { kind: 'warning', text: `${done} ${name} did not confirm that access has ended: remove this app in your settings there.`, link }
  }

  return { pending: shallowReadonly(pending), outcome: shallowReadonly(outcome), connect, connectWithKey: connectKey, disconnect }
}
