import { ConnectError } from '../shared/connect-error'
import type { ErrorCode } from '../shared/errors'

/** What can go wrong before or beside the account API. Codes are permanent, as the server's are. */
export const clientErrors = {
  SERVER_UNREACHABLE: { status: 0, message: 'The server could not be reached. Check your connection and try again.' },
  INTERNAL: { status: 500, message: 'Something went wrong on our side. Try again in a moment.' },
  UNAUTHENTICATED: { status: 401, message: 'You are signed out. Sign in and try again.' },
  POPUP_CLOSED: { status: 0, message: 'The window was closed before the account was connected.' },
  POPUP_TIMED_OUT: { status: 0, message: 'Connecting took too long. Try again.' },
} as const

export type ClientErrorCode = keyof typeof clientErrors

/** Codes of the client's own, of the account API, and those Better Auth answers with. */
export type ConnectErrorCode = ClientErrorCode | ErrorCode | 'LINK_FAILED' | (string & {})

/** An error of the client's own. */
export function clientError(code: ClientErrorCode, cause?: unknown): ConnectError {
  return new ConnectError(code, { ...clientErrors[code], cause })
}

/** What was thrown, as an error with a code and a message to show. */
export function toConnectError(error: unknown): ConnectError {
  return error instanceof ConnectError ? error : clientError('INTERNAL', error)
}
