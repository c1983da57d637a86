import type { SessionUser } from '../../client/session-user'
import type { Popup } from '../../client/popup'
import type { ConnectOptions } from '../../composables/create-connect'
import type { Account, ServerPlatforms } from '../../shared/account'
import { byPlatform, server as everything, user as ada } from './people'

/** What the API answers to a call; `never` leaves the caller waiting. */
export type SceneAnswer = 'never' | { status?: number, body: object | null }

/** What is going on around a component. */
export interface Scene {
  /** Null for nobody. @default somebody */
  user?: SessionUser | null
  /** @default none */
  accounts?: readonly Account[]
  server?: ServerPlatforms
  /** Calls, such as `POST /sign-in/email`, that are not answered as by a server in good health. */
  answers?: Readonly<Record<string, SceneAnswer>>
  /** How much is known when the page opens: all of it, nothing of the accounts, or a list kept from last time. @default 'all' */
  known?: 'all' | 'session' | 'cached'
}

/** Whether it looks the same on the server: with something left to ask, it does not. */
export function isSettled({ known = 'all' }: Scene): boolean {
  return known === 'all'
}

/** The real connect client, in front of a scripted stand-in for the API. */
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
    initial: known === 'cached' ? undefined : { user, server, accounts: known === 'all' && user ? byPlatform(accounts) : undefined },
    fetch: async (input, init) => answerOf(script, `${init?.method ?? 'GET'} ${String(input).replace(/^.*\/api\/auth/, '').replace(/\?.*$/, '')}`),
    cache: known === 'cached' && user
      ? { store: { read: async () => ({ user, accounts: byPlatform(accounts), savedAt: 0 }), write: async () => {}, clear: async () => {} } }
      : { enabled: false },
    popup: { path: '/', open: () => popup },
  }
}

/** Everybody agrees at once. */
const popup: Popup = { id: 'gallery', visit: async () => {}, close: () => {} }

function answerOf(script: Record<string, SceneAnswer>, call: string): Promise<Response> {
  const answer = script[call] ?? { status: 404, body: { code: 'NOT_FOUND', error: `Nobody has told the gallery what to answer to ${call}.` } }
  if (answer === 'never') return new Promise(() => {})
  return Promise.resolve(Response.json(answer.body, { status: answer.status ?? 200 }))
}
