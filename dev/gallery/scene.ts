import type { SessionUser } from '../../client/session-user'
import type { Popup } from '../../client/popup'
import type { ConnectOptions } from '../../composables/create-connect'
import type { Account, ServerPlatforms } from '../../shared/account'
import { byPlatform, server as everything, user as ada, withoutDetails } from './people'

/** A response of the API. With `never`, the request stays pending. */
export type SceneAnswer = 'never' | { status?: number, body: object | null }

/** The environment of a component. */
export interface Scene {
  /** The signed-in user. Null if nobody is signed in. @default a sample user */
  user?: SessionUser | null
  /** @default none */
  accounts?: readonly Account[]
  server?: ServerPlatforms
  /** Responses that differ from the default, by request, such as `POST /sign-in/email`. */
  answers?: Readonly<Record<string, SceneAnswer>>
  /** Data that is present when the page opens: all, all without accounts (`session`), all without details of platforms (`offers`), or a cached list. @default 'all' */
  known?: 'all' | 'session' | 'offers' | 'cached'
}

/** Whether server and browser render the same. They do unless data is loaded later. */
export function isSettled({ known = 'all' }: Scene): boolean {
  return known === 'all'
}

/** Options of a real connect client with a simulated API. */
export function optionsOf(scene: Scene): Omit<ConnectOptions, 'apiBasePath' | 'authClient' | 'preset' | 'messages'> {
  const { user = ada, accounts = [], server = everything, known = 'all', answers = {} } = scene
  const script: Record<string, SceneAnswer> = {
    'GET /get-session': { body: user && { user } },
    'GET /platforms': { body: server },
    'GET /accounts': user ? { body: byPlatform(accounts) } : { status: 401, body: { code: 'UNAUTHENTICATED', error: 'You are signed out.' } },
    'POST /link-social': { body: { url: 'about:blank' } },
    ...answers,
  }
  return {
    initial: known === 'cached' ? undefined : { user, server: known === 'offers' ? withoutDetails(server) : server, accounts: known !== 'session' && user ? byPlatform(accounts) : undefined },
    fetch: async (input, init) => answerOf(script, `${init?.method ?? 'GET'} ${String(input).replace(/^.*\/api\/auth/, '').replace(/\?.*$/, '')}`),
    cache: known === 'cached' && user
      ? { store: { read: async () => ({ user, accounts: byPlatform(accounts), server, savedAt: 0 }), write: async () => {}, clear: async () => {} } }
      : { enabled: false },
    popup: { path: '/', open: () => popup },
  }
}

/** A popup in which the user consents at once. */
const popup: Popup = { id: 'gallery', visit: async () => {}, close: () => {} }

function answerOf(script: Record<string, SceneAnswer>, call: string): Promise<Response> {
  const answer = script[call] ?? { status: 404, body: { code: 'NOT_FOUND', error: `The gallery has no response for ${call}.` } }
  if (answer === 'never') return new Promise(() => {})
  return Promise.resolve(Response.json(answer.body, { status: answer.status ?? 200 }))
}
