import { ConnectError } from '../shared/connect-error'
import type { ErrorCode } from '../shared/errors'

/** Errors of the client itself. Like the server's, their codes are permanent. */
export const clientErrors = {
  SERVER_UNREACHABLE: { status: 0, message: 'The server could not be reached. Try again.' },
  INTERNAL: { status: 500, message: 'Something went wrong on our side. Try again.' },
  SIGN_IN_INCOMPLETE: { status: 401, message: 'The sign-in is not complete.' },
  UNAUTHENTICATED: { status: 401, message: 'You are signed out. Sign in and try again.' },
} as const

/** Codes of the client itself. Those of popups have their messages beside the popups, which not every app has. */
export type ClientErrorCode = keyof typeof clientErrors | 'POPUP_CLOSED' | 'POPUP_TIMED_OUT'

/** Codes of the client, of the account API, and of Better Auth. */
export type ConnectErrorCode = ClientErrorCode | ErrorCode | 'LINK_FAILED' | (string & {})

/** Creates an error of the client itself. */
export function clientError(code: keyof typeof clientErrors, cause?: unknown): ConnectError {
  return new ConnectError(code, { ...clientErrors[code], cause })
}

/** Converts a thrown value into an error with a code and a message for users. */
export function toConnectError(error: unknown): ConnectError {
  return error instanceof ConnectError ? error : clientError('INTERNAL', error)
}
