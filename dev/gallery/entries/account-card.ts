import AccountCard from '../../../components/AccountCard.vue'
import AccountStatusText from '../../../components/AccountStatusText.vue'
import type { Account } from '../../../shared/account'
import { later, statesOf } from '../entry'
import type { Entries } from '../entry'
import { account, crowd } from '../people'
import { press } from '../play'

/** An account in every state of health. */
export function accountStates(now: number) {
  const ended = { status: 'reconnect_required', isExpired: true, reconnectSince: '2026-10-02T12:00:00.000Z' } as const
  return {
    'healthy': account({ accessTokenExpiresAt: later(now, 42.5) }),
    'renews-on-use': account({ accessTokenExpiresAt: later(now, -90), isExpired: true }),
    'lasting': account({ refreshToken: null }),
    'expiring': account({ status: 'expiring', refreshToken: null, accessTokenExpiresAt: later(now, 60 * 5.5) }),
    'expiring-later': account({ status: 'expiring', refreshToken: null, accessTokenExpiresAt: later(now, 60 * 24 * 40) }),
    'expiring-unknown': account({ status: 'expiring' }),
    'uncertain': account({ status: 'uncertain', accessTokenExpiresAt: later(now, -90), isExpired: true }),
    'grant-revoked': account({ ...ended, reconnectReason: 'grant_revoked' }),
    'grant-expired': account({ ...ended, reconnectReason: 'grant_expired' }),
    'renewal-lost': account({ ...ended, reconnectReason: 'renewal_lost' }),
    'key-refused': account<'devto'>({ ...ended, reconnectReason: 'key_refused' }, 'devto'),
  } satisfies Record<string, Account>
}

export const accountCard: Entries = ({ now }) => {
  const { healthy, expiring, 'grant-revoked': ended } = accountStates(now)
  const inStates = Object.entries(accountStates(now)).map(([state, account]) => [state, { props: { account, reconnectable: account.platform !== 'devto' } }])
  const asked = Object.entries({ healthy, expiring, 'grant-revoked': ended, 'key': account<'devto'>({}, 'devto') })
    .map(([state, account]) => [`${state}-confirm`, { props: { account, reconnectable: true }, play: (element: HTMLElement) => press(element) }])
  return statesOf('account-card', AccountCard, {
    ...Object.fromEntries(inStates),
    ...Object.fromEntries(asked),
    'busy': { props: { account: expiring, reconnectable: true, busy: true } },
    'confirm-busy': {
      props: { account: healthy },
      play: async (element, set) => {
        await press(element)
        set({ busy: true })
      },
    },
    'long-name': { props: { account: crowd.longName, reconnectable: true } },
    'no-name': { props: { account: crowd.noName } },
    'only-email': { props: { account: crowd.onlyEmail } },
    'broken-picture': { props: { account: crowd.brokenPicture } },
  })
}

export const accountStatusText: Entries = ({ now }) => statesOf('account-status-text', AccountStatusText,
  Object.fromEntries(Object.entries(accountStates(now)).filter(([state]) => state !== 'lasting').map(([state, account]) => [state, { props: { account } }])))
