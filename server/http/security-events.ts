import { getHeader } from 'h3'
import type { H3Event } from 'h3'
import type { ConnectError } from '../../shared/connect-error'
import type { ErrorCode } from '../../shared/errors'
import { requestContext } from '../auth/request-context'
import { log, oneLine } from '../log'
import { clientAddress } from './client-address'

/** What the log says about the security of users. */
export type SecurityEvent = 'sign-in-failed' | 'password-refused' | 'password-changed' | 'password-set' | 'account-connected' | 'account-disconnected' | 'user-deleted' | 'origin-refused' | 'rate-limited'

/**
 * Logs an event in one line: what happened, who it is about and the address of the
 * request. Email addresses are not logged.
 *
 * @param who such as `user <id>`
 * @param detail such as the platform. It may come from the request.
 */
export function recordEvent(event: H3Event, what: SecurityEvent, who = 'unknown', detail?: string): void {
  const path = event.path.split('?')[0]!
  log.info(oneLine(`[security] ${what}: ${who}, from ${clientAddress(event)}, by ${event.method} ${path}${detail ? `, ${detail.slice(0, 200)}` : ''}`))
}

/** Logs a refusal because of the origin or the number of requests. */
export function recordRefusal(event: H3Event, { code }: ConnectError<ErrorCode>): void {
  if (code === 'UNTRUSTED_ORIGIN') recordEvent(event, 'origin-refused', undefined, `origin ${getHeader(event, 'origin') ?? getHeader(event, 'referer')?.split(/[?#]/)[0] ?? 'none'}`)
  if (code === 'TOO_MANY_ATTEMPTS') recordEvent(event, 'rate-limited')
}

/** What a response of Better Auth means, by its path and its status. */
const outcomes: Record<string, Partial<Record<number, SecurityEvent>>> = {
  '/sign-in/email': { 401: 'sign-in-failed' },
  '/change-password': { 200: 'password-changed', 400: 'password-refused' },
  '/delete-user': { 200: 'user-deleted', 400: 'password-refused' },
}

/** Logs what a response of Better Auth means for the security of a user. @param who the user of the request, if it is known */
export async function recordOutcome(event: H3Event, response: Response, who?: string): Promise<void> {
  const path = event.path.split('?')[0]!.replace('/api/auth', '')
  const what = Object.hasOwn(outcomes, path) ? outcomes[path]![response.status] : undefined
  if (what) recordEvent(event, what, who)
  if (response.status === 403 && (await codeOf(response))?.includes('ORIGIN')) recordEvent(event, 'origin-refused', who, `origin ${getHeader(event, 'origin') ?? 'none'}`)
  const connected = requestContext()?.connected
  if (connected) recordEvent(event, 'account-connected', `user ${connected.userId}`, connected.platform)
  if (response.status === 429) recordEvent(event, 'rate-limited', who)
}

async function codeOf(response: Response): Promise<string | undefined> {
  return (await response.clone().json().catch(() => null) as { code?: string } | null)?.code
}
