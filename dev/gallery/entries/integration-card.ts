import { h } from 'vue'
import IntegrationCard from '../../../components/IntegrationCard.vue'
import IntegrationProvider from '../../../components/IntegrationProvider.vue'
import { statesOf } from '../entry'
import type { Entries, GalleryState } from '../entry'
import { account, crowd, serverWithout, setupOf } from '../people'
import { press, submit, type } from '../play'
import { optionsOf } from '../scene'
import type { SceneAnswer } from '../scene'
import { accountStates } from './account-card'
import { broken } from './accounts'

const reddit = { platform: 'reddit' }
const devto = { platform: 'devto' }
const elsewhere: SceneAnswer = { status: 409, body: { code: 'ACCOUNT_CONNECTED_ELSEWHERE', error: 'This account is already connected to another user. Disconnect it there first.' } }
const refused: SceneAnswer = { status: 422, body: { code: 'KEY_REFUSED', error: 'The platform does not accept this key. Check that it is complete and has not been revoked.' } }

/** A disconnected account, with the given result of the revocation. */
function disconnected(revocation: string): GalleryState {
  return {
    props: reddit,
    scene: { accounts: [account(), crowd.sameName], answers: { 'DELETE /reddit/accounts': { body: { success: true, revocation } } } },
    play: element => disconnectFirst(element),
  }
}

/** Finds the first account on the card. */
function firstOf(element: HTMLElement): HTMLElement {
  return element.querySelector<HTMLElement>('ul[aria-label] > li')!
}

async function disconnectFirst(element: HTMLElement): Promise<void> {
  await press(firstOf(element))
  await press(firstOf(element).querySelector<HTMLElement>('[role=group]')!, 0)
}

const harbor = { platform: 'harbor' }
const lantern = { platform: 'lantern' }

async function giveKey(element: HTMLElement): Promise<void> {
  await type(element, 'input', 'a-key-to-look-at')
  await submit(element)
}

async function giveCredentials(element: HTMLElement): Promise<void> {
  await type(element, 'input[placeholder^=ada]', 'ada.lantern.example')
  await type(element, 'input[type=password]', 'a-password-to-look-at')
  await submit(element)
}

export const integrationCard: Entries = ({ now }) => statesOf('integration-card', IntegrationCard, {
  'loading': { props: reddit, scene: { known: 'session', answers: { 'GET /accounts': 'never' } } },
  'signed-out': { props: reddit, scene: { user: null } },
  'empty': { props: reddit },
  'one-account': { props: reddit, scene: { accounts: [accountStates(now).healthy] } },
  'several-accounts': { props: reddit, scene: { accounts: [accountStates(now).healthy, ...Object.values(crowd)] } },
  ...Object.fromEntries(Object.entries(accountStates(now)).map(([state, one]): [string, GalleryState] => [`account-${state}`, { props: { platform: one.platform }, scene: { accounts: [one] } }])),
  'load-failed': { props: reddit, scene: { known: 'session', answers: { 'GET /accounts': broken } } },
  'stale': { props: reddit, scene: { known: 'cached', accounts: [account()], answers: { 'GET /get-session': broken, 'GET /accounts': broken } } },
  'busy': { props: reddit, scene: { accounts: [accountStates(now).expiring], answers: { 'POST /link-social': 'never' } }, play: element => press(element) },
  'connected': { props: reddit, scene: { accounts: [account()] }, play: element => press(element) },
  'failed': { props: reddit, scene: { answers: { 'POST /link-social': elsewhere } }, play: element => press(element) },
  'disconnected': disconnected('revoked'),
  'disconnected-unconfirmed': disconnected('failed'),
  'not-configured': { props: reddit, scene: { server: serverWithout('reddit') } },
  'not-configured-with-account': { props: reddit, scene: { server: serverWithout('reddit'), accounts: [accountStates(now).expiring] } },
  'setup-help': { props: reddit, scene: { server: serverWithout('reddit', setupOf('reddit')) } },
  'permissions': { props: { ...reddit, permissions: true }, scene: { accounts: [account()] }, play: element => press(firstOf(element), 0) },
  'permissions-to-choose': { props: { ...reddit, permissions: true }, play: element => press(element, 0) },
  'details-loading': { props: reddit, scene: { known: 'offers', answers: { 'GET /platforms': 'never' } } },
  'not-offered': { props: { platform: 'nowhere' } },
  'host': { props: harbor },
  'credentials': { props: lantern },
  'credentials-loading': { props: lantern, scene: { known: 'offers', answers: { 'GET /platforms': 'never' } } },
  'credentials-refused': { props: lantern, scene: { answers: { 'POST /lantern/accounts': refused } }, play: giveCredentials },
  'key-empty': { props: devto },
  'key-account': { props: devto, scene: { accounts: [account({}, 'devto')] } },
  'key-checking': { props: devto, scene: { answers: { 'POST /devto/accounts': 'never' } }, play: giveKey },
  'key-refused': { props: devto, scene: { answers: { 'POST /devto/accounts': refused } }, play: giveKey },
  'key-accepted': { props: devto, scene: { answers: { 'POST /devto/accounts': { status: 201, body: account({}, 'devto') } } }, play: giveKey },
  'key-disconnected': {
    props: devto,
    scene: { accounts: [account({}, 'devto')], answers: { 'DELETE /devto/accounts': { body: { success: true, revocation: 'unsupported' } } } },
    play: disconnectFirst,
  },
})

export const integrationProvider: Entries = ({ messages }) => statesOf('integration-provider', IntegrationProvider, {
  nested: {
    props: { apiBasePath: '/gallery-api/nested', messages, options: optionsOf({ accounts: [account({}, 'x')] }) },
    slots: { default: () => h(IntegrationCard, { platform: 'x' }) },
  },
})
