import { ConnectError } from './connect-error'
import type { ConnectErrorDetails } from './connect-error'
import { passwordLength } from './profile'

/**
 * Every error of the account API. Codes are permanent, because clients branch on
 * them. Messages are for users and say what to do.
 */
export const errorCatalogue = {
  INVALID_REQUEST: { status: 400, message: 'The request is not valid.' },
  MALFORMED_BODY: { status: 400, message: 'The request body is not valid JSON.' },
  PASSWORD_TOO_SHORT: { status: 400, message: `The password is too short. Use ${passwordLength.min} characters or more.` },
  PASSWORD_TOO_LONG: { status: 400, message: `The password is too long. Use ${passwordLength.max} characters or fewer.` },
  UNAUTHENTICATED: { status: 401, message: 'You are signed out. Sign in and try again.' },
  UNTRUSTED_ORIGIN: { status: 403, message: 'This request did not come from a page this server trusts.' },
  SESSION_NOT_FRESH: { status: 403, message: 'You signed in too long ago for this. Sign out, sign in again, and then try again.' },
  UNKNOWN_PLATFORM: { status: 404, message: 'There is no such platform.' },
  ACCOUNT_NOT_FOUND: { status: 404, message: 'There is no such account among your connected accounts.' },
  SESSION_NOT_FOUND: { status: 404, message: 'There is no such session among yours. It may have ended already.' },
  NOT_FOUND: { status: 404, message: 'There is nothing at this address.' },
  METHOD_NOT_ALLOWED: { status: 405, message: 'This address does not take requests of this kind.' },
  CONNECT_BY_CONSENT: { status: 405, message: 'Accounts of this platform are connected at the platform, not with a key.' },
  ACCOUNT_MISMATCH: { status: 409, message: 'This belongs to another account than the one you are connecting again.' },
  ACCOUNT_CONNECTED_ELSEWHERE: { status: 409, message: 'This account is already connected to another user. Disconnect it there first.' },
  RECONNECT_REQUIRED: { status: 409, message: 'This account has to be connected again: the platform no longer accepts what it granted.' },
  LAST_SIGN_IN_METHOD: { status: 409, message: 'This is your only way to sign in. Set a password or connect another account you can sign in with first.' },
  PASSWORD_EXISTS: { status: 409, message: 'You have a password already. Change it with the one you have.' },
  PASSWORD_UNAVAILABLE: { status: 409, message: 'You have no email address here, and a password is of no use without one. Connect another account to sign in with instead.' },
  BODY_TOO_LARGE: { status: 413, message: 'The request body is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'Send the request body as application/json.' },
  HOST_REFUSED: { status: 422, message: 'This is not the address of a public server. Enter the name of the server only, such as example.com.' },
  KEY_REFUSED: { status: 422, message: 'The platform does not accept this key. Check that you copied all of it and that it has not been revoked.' },
  TOO_MANY_ATTEMPTS: { status: 429, message: 'Too many attempts. Wait a little and try again.' },
  INTERNAL: { status: 500, message: 'Something went wrong on our side. Try again in a moment.' },
  PLATFORM_UNREACHABLE: { status: 502, message: 'The platform could not be reached or gave no usable answer. Nothing was changed; try again in a moment.' },
  RENEWAL_PENDING: { status: 503, message: 'Access to this account is being renewed. Try again in a moment.' },
  RENEWAL_UNCERTAIN: { status: 503, message: 'Renewing the access to this account was interrupted. It is tried again by itself. Reconnect the account to use it now.' },
  DATABASE_UNAVAILABLE: { status: 503, message: 'The service is not ready. Try again in a moment.' },
  PLATFORM_TIMEOUT: { status: 504, message: 'The platform took too long to answer. Nothing was changed; try again in a moment.' },
} as const satisfies Record<string, { status: number, message: string }>

export type ErrorCode = keyof typeof errorCatalogue

/** Body of every error response. */
export interface ErrorBody {
  error: string
  code: ErrorCode
  platform?: string
}

/** Options of {@link connectError}. */
export interface ConnectErrorOptions extends Partial<Omit<ConnectErrorDetails, 'status'>> {
  /** Replaces the message of the catalogue with a more specific one. It must not contain a secret, because users see it. */
  message?: string
}

/** Creates an error of the catalogue. */
export function connectError(code: ErrorCode, options: ConnectErrorOptions = {}): ConnectError<ErrorCode> {
  const { status, message } = errorCatalogue[code]
  return new ConnectError(code, { ...options, status, message: options.message ?? message })
}

/** Converts an error to the body of its response. */
export function toErrorBody({ message, code, platform }: ConnectError<ErrorCode>): ErrorBody {
  return { error: message, code, ...(platform && { platform }) }
}
