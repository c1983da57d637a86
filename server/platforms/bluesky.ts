import { z } from 'zod'
import { connectError } from '../../shared/errors'
import { UnusableAnswer } from './call-platform'
import { defineConnector, GrantRefused } from './connector'
import type { ConnectorContext, IssuedTokens, PlatformProfile } from './connector'
import { readHost } from './read-host'

const xrpc = 'https://{host}/xrpc'

const did = z.string().regex(/^did:(?:plc:[a-z0-9]+|web:[a-z0-9.-]+)$/)

const session = z.object({
  accessJwt: z.string().min(1),
  refreshJwt: z.string().min(1),
  did,
  handle: z.string().min(1),
})

const currentSession = z.object({
  did,
  handle: z.string().min(1),
  email: z.string().nullish().catch(null),
  emailConfirmed: z.boolean().nullish().catch(null),
})

const publicProfile = z.object({
  displayName: z.string().nullish().catch(null),
  avatar: z.string().nullish().catch(null),
}).catch({})

const didDocument = z.object({ service: z.array(z.object({ id: z.string(), serviceEndpoint: z.string() })) })

export default defineConnector({
  /** @see https://docs.bsky.app/docs/api/com-atproto-server-create-session */
  async connect({ identifier = '', appPassword }, context) {
    const { definition, host, call } = context
    const { status, body } = await call(`${xrpc}/com.atproto.server.createSession`, json({ identifier: readIdentifier(identifier), password: appPassword }))
    const answer = session.safeParse(body)
    if (!answer.success) throw refusal(status, body, context)
    const { did: accountId, accessJwt } = answer.data
    // The default host is an entryway for many servers, so the account may be on any of them.
    if (host !== definition.defaultHost && await serverOf(accountId, context) !== host) {
      throw connectError('HOST_REFUSED', { platform: definition.id, message: `This account is not at ${host}. Check the server's name.` })
    }
    // Uses the verified id, because the profile from the server is not verified.
    return { profile: { ...await readProfile(accessJwt, context), accountId }, tokens: toTokens(answer.data, context) }
  },

  readProfile: ({ accessToken }, context) => readProfile(accessToken ?? '', context),

  /** @see https://docs.bsky.app/docs/api/com-atproto-server-refresh-session */
  async renew({ refreshToken }, context) {
    const { definition, call } = context
    const { status, body } = await call(`${xrpc}/com.atproto.server.refreshSession`, { method: 'POST', headers: bearer(refreshToken) })
    const answer = session.safeParse(body)
    if (answer.success) return toTokens(answer.data, context)
    if (isOver(body)) throw new GrantRefused(`${definition.name} refused to renew the session (${status}, ${errorOf(body)}).`)
    throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id, cause: new UnusableAnswer(status) })
  },

  /** Ends the session. The app password stays valid. @see https://docs.bsky.app/docs/api/com-atproto-server-delete-session */
  async revoke({ refreshToken }, { definition, call }) {
    const { status, ok, body } = await call(`${xrpc}/com.atproto.server.deleteSession`, { method: 'POST', headers: bearer(refreshToken) })
    if (!ok && !isOver(body)) throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id, cause: new Error(`The session was not ended (${status}).`) })
  },
})

function json(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

function bearer(token: string | null): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}

/** Normalizes a handle: removes the leading @, and invisible characters that the Bluesky app adds when a handle is copied. */
function readIdentifier(text: string): string {
  return text.replaceAll(/[\u200B-\u200F\u202A-\u202E\u2066-\u2069]/g, '').trim().replace(/^@/, '')
}

/** The name of an XRPC error. @see https://atproto.com/specs/xrpc#error-responses */
function errorOf(body: unknown): string | undefined {
  return z.object({ error: z.string() }).safeParse(body).data?.error
}

/** Whether the session has ended: it expired, its app password was deleted, or the refresh token was already used. */
function isOver(body: unknown): boolean {
  return ['ExpiredToken', 'InvalidToken'].includes(errorOf(body) ?? '')
}

function refusal(status: number, body: unknown, { definition, host }: ConnectorContext): Error {
  const platform = definition.id
  const error = errorOf(body)
  if (error === 'AuthFactorTokenRequired') {
    return connectError('KEY_REFUSED', { platform, message: 'This is the password of your account, which needs a second factor. Make an app password and enter that.' })
  }
  if (error === 'AccountTakedown') return connectError('KEY_REFUSED', { platform, message: `${definition.name} has suspended this account.` })
  // Some servers respond to an unknown handle with an invalid request error instead of 401.
  if (error && (status === 401 || status === 400)) return connectError('KEY_REFUSED', { platform, message: 'The server does not accept this handle and app password. Check both, and that the app password has not been deleted.' })
  return error && status !== 404
    ? connectError('PLATFORM_UNREACHABLE', { platform, cause: new Error(`The session was not created (${status}, ${error}).`) })
    : connectError('HOST_REFUSED', { platform, message: `There is no ${definition.name} server at ${host}. Check how you spelled it.` })
}

function toTokens({ accessJwt, refreshJwt }: z.infer<typeof session>, { definition }: ConnectorContext): IssuedTokens {
  return {
    accessToken: accessJwt,
    refreshToken: refreshJwt,
    accessTokenExpiresAt: expiryOf(accessJwt, definition.lifetimes?.accessToken ?? 0),
    refreshTokenExpiresAt: expiryOf(refreshJwt, definition.lifetimes?.refreshToken ?? 0),
    scopes: [],
  }
}

const claims = z.object({ exp: z.number().int().positive().max(8_640_000_000_000) })

/**
 * Reads the expiry from a JWT. The signature is not verified: with a wrong expiry, the
 * token would only be renewed at the wrong time.
 *
 * @param fallback lifetime in seconds, if the token contains no expiry
 */
function expiryOf(jwt: string, fallback: number): Date {
  try {
    const { exp } = claims.parse(JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()))
    return new Date(exp * 1000)
  }
  catch {
    return new Date(Date.now() + fallback * 1000)
  }
}

async function readProfile(accessJwt: string, { definition, call }: ConnectorContext): Promise<PlatformProfile> {
  const headers = bearer(accessJwt)
  const { status, body } = await call(`${xrpc}/com.atproto.server.getSession`, { headers })
  if (status === 401 || isOver(body)) throw new GrantRefused(`${definition.name} does not accept the token (${status}).`)
  const answer = currentSession.safeParse(body)
  if (!answer.success) throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id, cause: answer.error })
  const { did: accountId, handle, email, emailConfirmed } = answer.data
  // A new account has no profile record. Then only the handle is known.
  const { displayName, avatar } = publicProfile.parse((await call(`${xrpc}/app.bsky.actor.getProfile?actor=${encodeURIComponent(accountId)}`, { headers })).body)
  return {
    accountId,
    username: handle,
    name: displayName || handle,
    email: email ?? null,
    emailVerified: emailConfirmed === true,
    profileImageUrl: avatar ?? null,
  }
}

/**
 * Finds the server of an account in the account's DID document. A malicious server
 * could claim that any account signed in, so this must be checked.
 *
 * @see https://atproto.com/specs/did
 */
async function serverOf(did: string, { call }: ConnectorContext): Promise<string | undefined> {
  const address = did.startsWith('did:web:') ? `https://${readHost(did.slice('did:web:'.length))}/.well-known/did.json` : `https://plc.directory/${did}`
  const { data } = didDocument.safeParse((await call(address)).body)
  const endpoint = data?.service.find(({ id }) => id.endsWith('#atproto_pds'))?.serviceEndpoint
  return endpoint && URL.parse(endpoint)?.host
}
