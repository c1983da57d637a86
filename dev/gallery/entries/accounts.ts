import AccountList from '../../../components/AccountList.vue'
import AccountPermissions from '../../../components/AccountPermissions.vue'
import AccountSkeleton from '../../../components/AccountSkeleton.vue'
import AccountsNotice from '../../../components/AccountsNotice.vue'
import PermissionSelector from '../../../components/PermissionSelector.vue'
import { platforms } from '../../../shared/platforms'
import { statesOf } from '../entry'
import type { Entries } from '../entry'
import { account, crowd } from '../people'
import { press } from '../play'
import type { SceneAnswer } from '../scene'
import { accountStates } from './account-card'

const allScopes = platforms.reddit.permissions.map(({ scope }) => scope)

/** An internal error of the API. */
export const broken: SceneAnswer = { status: 500, body: { code: 'INTERNAL', error: 'Something went wrong on our side. Try again in a moment.' } }

export const accountList: Entries = ({ now }) => statesOf('account-list', AccountList, {
  loading: { props: { platform: 'reddit' } },
  empty: { props: { platform: 'reddit', accounts: [] } },
  one: { props: { platform: 'reddit', accounts: [account()], reconnectable: true } },
  several: { props: { platform: 'reddit', accounts: [account(), ...Object.values(crowd), { ...accountStates(now)['grant-revoked'], id: 'account-9' }], reconnectable: true } },
  busy: { props: { platform: 'reddit', accounts: [account(), crowd.sameName], reconnectable: true, busy: true } },
})

export const accountSkeleton: Entries = () => statesOf('account-skeleton', AccountSkeleton, {
  idle: {},
})

export const accountsNotice: Entries = () => statesOf('accounts-notice', AccountsNotice, {
  stale: { scene: { known: 'cached', accounts: [account()], answers: { 'GET /get-session': broken, 'GET /accounts': broken } } },
  error: { scene: { known: 'session', answers: { 'GET /accounts': broken } } },
})

export const permissionSelector: Entries = () => statesOf('permission-selector', PermissionSelector, {
  'defaults': { props: { platform: 'reddit' }, model: ['read'] },
  'granted': { props: { platform: 'reddit', granted: ['identity', 'submit'] }, model: [] },
  'disabled': { props: { platform: 'reddit', disabled: true }, model: [] },
  'long-scopes': { props: { platform: 'google' }, model: [] },
})

export const accountPermissions: Entries = () => statesOf('account-permissions', AccountPermissions, {
  closed: { props: { account: account(), askable: true } },
  open: { props: { account: account(), askable: true }, play: element => press(element, 0) },
  all: { props: { account: account({ scopes: allScopes }), askable: true }, play: element => press(element, 0) },
  busy: { props: { account: account(), askable: true, busy: true }, play: element => press(element, 0) },
})
