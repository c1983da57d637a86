import { ConnectError as BaseError } from './connect-error'
import type { ConnectErrorDetails } from './connect-error'
import type { PlatformId } from './platforms'
import { passwordLength } from './profile'

/**
 * Every error the account API answers with. Codes are permanent: clients branch
 * on them. Messages are for people and say what to do.
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
  ACCOUNT_CONNECTED_ELSEWHERE: { status: 409, message: 'This account is already connected to another user. Disconnect it there first.' },
  RECONNECT_REQUIRED: { status: 409, message: 'This account has to be connected again: the platform no longer accepts what it granted.' },
  LAST_SIGN_IN_METHOD: { status: 409, message: 'This is your only way to sign in. Set a password or connect another account you can sign in with first.' },
  PASSWORD_EXISTS: { status: 409, message: 'You have a password already. Change it with the one you have.' },
  PASSWORD_UNAVAILABLE: { status: 409, message: 'You have no email address here, and a password is of no use without one. Connect another account to sign in with instead.' },
  BODY_TOO_LARGE: { status: 413, message: 'The request body is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'Send the request body as application/json.' },
  KEY_REFUSED: { status: 422, message: 'The platform does not accept this key. Check that you copied all of it and that it has not been revoked.' },
  TOO_MANY_ATTEMPTS: { status: 429, message: 'Too many attempts. Wait a little and try again.' },
  INTERNAL: { status: 500, message: 'Something went wrong on our side. Try again in a moment.' },
  PLATFORM_UNREACHABLE: { status: 502, message: 'The platform could not be reached or gave no usable answer. Nothing was changed; try again in a moment.' },
  DATABASE_UNAVAILABLE: { status: 503, message: 'The service is not ready. Try again in a moment.' },
  PLATFORM_TIMEOUT: { status: 504, message: 'The platform took too long to answer. Nothing was changed; try again in a moment.' },
} as const satisfies Record<string, { status: number, message: string }>

export type ErrorCode = keyof typeof errorCatalogue

/** The body of every error answer. */
export interface ErrorBody {
  error: string
  code: ErrorCode
  platform?: PlatformId
}

/** What an error may say beyond its code. */
export interface ConnectErrorOptions extends Partial<Omit<ConnectErrorDetails, 'status'>> {
  /** In place of the catalogue's message, where more can be said. Never holds a secret: it is shown. */
  message?: string
}

/** An error of the catalogue, thrown by code. */
export class ConnectError extends BaseError<ErrorCode> {
  constructor(code: ErrorCode, options: ConnectErrorOptions = {}) {
    const { status, message } = errorCatalogue[code]
    super(code, { ...options, status, message: options.message ?? message })
  }
}
