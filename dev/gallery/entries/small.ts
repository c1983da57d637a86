import { h } from 'vue'
import AccountAvatar from '../../../components/AccountAvatar.vue'
import ApiKeyInput from '../../../components/ApiKeyInput.vue'
import ConnectButton from '../../../components/ConnectButton.vue'
import ExternalLink from '../../../components/ExternalLink.vue'
import FeatureList from '../../../components/FeatureList.vue'
import InlineNotice from '../../../components/InlineNotice.vue'
import PlatformButton from '../../../components/PlatformButton.vue'
import PlatformIcon from '../../../components/PlatformIcon.vue'
import PlatformSetup from '../../../components/PlatformSetup.vue'
import RetryNotice from '../../../components/RetryNotice.vue'
import SandboxNotice from '../../../components/SandboxNotice.vue'
import TimeText from '../../../components/TimeText.vue'
import { platformList } from '../../../shared/platforms'
import { later, statesOf } from '../entry'
import type { Entries, GalleryState } from '../entry'
import { crowd, server, setupOf, user } from '../people'
import { press, type } from '../play'
import { broken } from './accounts'

/** A state for each platform. */
function forEachPlatform(state: (platform: (typeof platformList)[number]) => GalleryState): Record<string, GalleryState> {
  return Object.fromEntries(platformList.map(platform => [platform.id, state(platform)]))
}

export const buttons: Entries = () => [
  ...statesOf('connect-button', ConnectButton, {
    idle: { props: { platform: 'reddit' } },
    primary: { props: { platform: 'google', primary: true } },
    busy: { props: { platform: 'x' }, scene: { answers: { 'POST /link-social': 'never' } }, play: element => press(element) },
    failed: { props: { platform: 'reddit' }, scene: { answers: { 'POST /link-social': broken } }, play: element => press(element) },
  }),
  ...statesOf('platform-button', PlatformButton, {
    ...forEachPlatform(({ id }) => ({ props: { platform: id } })),
    primary: { props: { platform: 'reddit', primary: true } },
    busy: { props: { platform: 'reddit', primary: true, busy: true } },
  }),
]

export const apiKeyInput: Entries = ({ messages }) => [
  ...statesOf('api-key-input', ApiKeyInput, {
    empty: { props: { platform: 'devto', primary: true }, model: '' },
    visible: {
      props: { platform: 'devto' },
      model: '',
      play: async (element) => {
        await type(element, 'input', 'a-key-to-look-at')
        await press(element, 0)
      },
    },
    busy: { props: { platform: 'devto', busy: true }, model: 'a-key-to-look-at' },
  }),
  {
    id: 'api-key-input/refused',
    component: () => [
      h(InlineNotice, { id: 'refused-key', kind: 'error' }, () => messages.errors?.KEY_REFUSED ?? 'The platform does not accept this key.'),
      h(ApiKeyInput, { platform: 'devto', modelValue: 'a-key-to-look-at', errorId: 'refused-key' }),
    ],
  },
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
