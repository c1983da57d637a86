import { h } from 'vue'
import AuthCard from '../../../components/AuthCard.vue'
import UserButton from '../../../components/UserButton.vue'
import { statesOf } from '../entry'
import type { Entries } from '../entry'
import { user } from '../people'
import { press, submit, type } from '../play'
import { broken } from './accounts'

const signIn = { mode: 'sign-in', switchHref: '#sign-up' }
const signUp = { mode: 'sign-up', switchHref: '#sign-in' }

async function signInWith(element: HTMLElement): Promise<void> {
  await type(element, 'input[type=email]', 'ada@example.com')
  await type(element, 'input[type=password]', 'not the right one')
  await submit(element)
}

export const authCard: Entries = ({ messages }) => statesOf('auth-card', AuthCard, {
  'sign-in': { props: signIn },
  'sign-up': { props: signUp },
  'providers': { props: { ...signIn, providers: ['reddit', 'x', 'google'] } },
  'busy': { props: { ...signIn, providers: ['google'] }, scene: { user: null, answers: { 'POST /sign-in/email': 'never' } }, play: signInWith },
  'error': {
    props: signIn,
    scene: { user: null, answers: { 'POST /sign-in/email': { status: 401, body: { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' } } } },
    play: signInWith,
  },
  'slots': { props: signIn, slots: { header: () => h('h3', messages.auth.signIn), footer: () => h('p', messages.auth.passwordRule) } },
})

export const userButton: Entries = ({ messages }) => statesOf('user-button', UserButton, {
  'closed': { props: { user } },
  'open': { props: { user }, play: element => press(element, 0) },
  'slots': {
    props: { user },
    slots: { default: () => h('a', { href: '#user', style: 'padding: .75rem' }, messages.connect.permissions) },
    play: element => press(element, 0),
  },
  'no-name': { props: { user: { ...user, name: '', image: null } }, play: element => press(element, 0) },
  'failed': {
    props: { user },
    scene: { answers: { 'POST /sign-out': broken } },
    play: async (element) => {
      await press(element, 0)
      await press(element)
    },
  },
})
