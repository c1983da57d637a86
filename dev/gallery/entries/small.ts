import { h } from 'vue'
import AccountAvatar from '../../../components/AccountAvatar.vue'
import CredentialField from '../../../components/CredentialField.vue'
import CredentialsForm from '../../../components/CredentialsForm.vue'
import ConsentForm from '../../../components/ConsentForm.vue'
import ConnectButton from '../../../components/ConnectButton.vue'
import ExternalLink from '../../../components/ExternalLink.vue'
import FeatureList from '../../../components/FeatureList.vue'
import HostField from '../../../components/HostField.vue'
import InlineNotice from '../../../components/InlineNotice.vue'
import PlatformButton from '../../../components/PlatformButton.vue'
import PlatformIcon from '../../../components/PlatformIcon.vue'
import PlatformSetup from '../../../components/PlatformSetup.vue'
import RetryNotice from '../../../components/RetryNotice.vue'
import SandboxNotice from '../../../components/SandboxNotice.vue'
import TimeText from '../../../components/TimeText.vue'
import { later, statesOf } from '../entry'
import type { Entries, GalleryState } from '../entry'
import { crowd, platformList, server, setupOf, user } from '../people'
import type { GalleryPlatform } from '../people'
import { press, type } from '../play'
import { broken } from './accounts'

/** A state for each platform. */
function forEachPlatform(state: (platform: GalleryPlatform) => GalleryState): Record<string, GalleryState> {
  return Object.fromEntries(platformList.map(platform => [platform.id, state(platform)]))
}

export const buttons: Entries = ({ messages }) => [
  ...statesOf('connect-button', ConnectButton, {
    idle: { props: { platform: 'reddit' } },
    primary: { props: { platform: 'google', primary: true } },
    busy: { props: { platform: 'x' }, scene: { answers: { 'POST /link-social': 'never' } }, play: element => press(element) },
    host: { props: { platform: 'harbor', primary: true } },
    failed: { props: { platform: 'reddit' }, scene: { answers: { 'POST /link-social': broken } }, play: element => press(element) },
  }),
  ...statesOf('consent-form', ConsentForm, {
    plain: { props: { platform: 'reddit' }, slots: { default: () => messages.connect.connect('Reddit') } },
    host: { props: { platform: 'harbor', primary: true }, slots: { default: () => messages.connect.connect('Harbor') } },
  }),
  ...statesOf('platform-button', PlatformButton, {
    ...forEachPlatform(({ id }) => ({ props: { platform: id } })),
    primary: { props: { platform: 'reddit', primary: true } },
    busy: { props: { platform: 'reddit', primary: true, busy: true } },
  }),
]

export const credentialsForm: Entries = ({ messages }) => [
  ...statesOf('credentials-form', CredentialsForm, {
    empty: { props: { platform: 'devto', primary: true }, model: {} },
    visible: {
      props: { platform: 'devto' },
      model: {},
      play: async (element) => {
        await type(element, 'input', 'a-key-to-look-at')
        await press(element, 0)
      },
    },
    two: { props: { platform: 'lantern' }, model: {} },
    loading: { props: { platform: 'lantern' }, model: {}, scene: { known: 'offers', answers: { 'GET /platforms': 'never' } } },
    busy: { props: { platform: 'devto', busy: true }, model: { apiKey: 'a-key-to-look-at' } },
  }),
  {
    id: 'credentials-form/refused',
    component: () => [
      h(InlineNotice, { id: 'refused-key', kind: 'error' }, () => messages.errors?.KEY_REFUSED ?? 'The platform does not accept this key.'),
      h(CredentialsForm, { platform: 'devto', modelValue: { apiKey: 'a-key-to-look-at' }, errorId: 'refused-key' }),
    ],
  },
]

export const fields: Entries = ({ messages }) => [
  ...statesOf('credential-field', CredentialField, {
    secret: { props: { credential: { name: 'secret', label: messages.auth.password, secret: true }, describedBy: '' }, model: '' },
    open: { props: { credential: { name: 'open', label: messages.auth.name, secret: false, help: messages.auth.passwordRule }, describedBy: '' }, model: 'ada' },
  }),
  ...statesOf('host-field', HostField, {
    required: { props: { host: { placeholder: 'harbor.example' } }, model: '' },
    optional: { props: { host: { default: 'lantern.example', placeholder: 'lantern.example' } }, model: '' },
  }),
]

export const notices: Entries = ({ messages }) => [
  ...statesOf('inline-notice', InlineNotice, {
    success: { props: { kind: 'success' }, slots: { default: () => messages.connect.connected('Reddit') } },
    warning: { props: { kind: 'warning' }, slots: { default: () => messages.disconnected.unconfirmed('Reddit') } },
    error: { props: { kind: 'error' }, slots: { default: () => messages.list.stale } },
  }),
  ...statesOf('retry-notice', RetryNotice, {
    idle: { props: { kind: 'error', busy: false, retry: () => Promise.resolve() }, slots: { default: () => messages.list.stale } },
    busy: { props: { kind: 'warning', busy: true, retry: () => Promise.resolve() }, slots: { default: () => messages.list.stale } },
  }),
  ...statesOf('sandbox-notice', SandboxNotice, {
    on: { scene: { server: { ...server, sandbox: true } } },
    slot: { scene: { server: { ...server, sandbox: true } }, slots: { default: () => messages.setup.development } },
  }),
  ...statesOf('platform-setup', PlatformSetup, {
    reddit: { props: { platform: 'reddit', setup: setupOf('reddit') } },
    x: { props: { platform: 'x', setup: setupOf('x') } },
  }),
]

export const marks: Entries = ({ messages, now }) => [
  ...statesOf('feature-list', FeatureList, {
    ...forEachPlatform(({ id }) => ({ props: { platform: id } })),
    loading: { props: { platform: 'reddit' }, scene: { known: 'offers', answers: { 'GET /platforms': 'never' } } },
    own: { props: { platform: 'reddit', features: [messages.auth.passwordRule] } },
  }),
  ...statesOf('platform-icon', PlatformIcon, forEachPlatform(({ id, name }) => ({ props: { platform: id, label: name } }))),
  ...statesOf('account-avatar', AccountAvatar, {
    picture: { props: { name: user.name, src: user.image } },
    initial: { props: { name: user.name } },
    broken: { props: { name: 'Mary Somerville', src: crowd.brokenPicture.profileImageUrl } },
  }),
  ...statesOf('time-text', TimeText, {
    day: { props: { time: '2026-03-14T09:26:53.000Z' } },
    future: { props: { time: later(now, 42.5), relative: true } },
    past: { props: { time: later(now, -60 * 50), relative: true } },
    sentence: { props: { time: later(now, 60 * 30), relative: true, text: messages.account.renews } },
  }),
  ...statesOf('external-link', ExternalLink, {
    link: { props: { href: 'https://example.com' }, slots: { default: () => messages.key.settings('Reddit') } },
  }),
]
