/**
 * The key of the message for each `?error=` code. The codes come from Better Auth,
 * from platforms (RFC 6749) and from this project.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 */
const linkErrorCodes = {
  'access_denied': 'denied',
  'temporarily_unavailable': 'unavailable',
  'server_error': 'platformsFault',
  'invalid_request': 'misconfigured',
  'invalid_scope': 'misconfigured',
  'unauthorized_client': 'misconfigured',
  'unsupported_response_type': 'misconfigured',

  'session_expired': 'sessionEnded',
  'unable_to_link_account': 'notLinked',
  'account_already_linked_to_different_user': 'connectedElsewhere',
  'email_does_not_match': 'differentEmail',
  'email_doesn\'t_match': 'differentEmail',

  'account_not_linked': 'emailTaken',
  'signup_disabled': 'unknownAccount',
  'email_not_found': 'noEmail',
  'email_not_verified': 'unverifiedEmail',
  'email_not_allowed': 'emailNotAllowed',
  'unable_to_create_user': 'ourFault',
  'unable_to_create_session': 'ourFault',
  'unable_to_update_account': 'ourFault',

  'state_mismatch': 'stateMismatch',
  'state_not_found': 'stateMismatch',
  'state_invalid': 'stateMismatch',
  'please_restart_the_process': 'stateMismatch',
  'invalid_callback_request': 'stateMismatch',
  'no_code': 'stateMismatch',
  'no_callback_url': 'stateMismatch',
  'invalid_code': 'noAnswer',
  'unable_to_get_user_info': 'noAnswer',
  'issuer_missing': 'noAnswer',
  'issuer_mismatch': 'noAnswer',
  'nonce_binding_missing': 'noAnswer',
  'oauth_provider_not_found': 'notSetUp',
  'validation_failed': 'ourFault',
  'state_generation_error': 'ourFault',
  'internal_server_error': 'ourFault',
  'database_unavailable': 'notReady',
} as const satisfies Record<string, keyof LinkErrorTexts>

/** Messages for failed OAuth redirects. `{platform}` is replaced by the platform's name. */
export interface LinkErrorTexts {
  denied: string
  unavailable: string
  platformsFault: string
  /** The platform rejects the request of this app. */
  misconfigured: string
  sessionEnded: string
  /** Usually because there is no session. */
  notLinked: string
  connectedElsewhere: string
  differentEmail: string
  /** On sign-in: a user has this email address, but has not connected the account. */
  emailTaken: string
  /** On sign-in: no user has connected the account. */
  unknownAccount: string
  noEmail: string
  unverifiedEmail: string
  emailNotAllowed: string
  /** The redirect began in another browser, or it took too long. */
  stateMismatch: string
  /** The platform did not identify the user. */
  noAnswer: string
  notSetUp: string
  ourFault: string
  /** The database of this server is unavailable. */
  notReady: string
  /** For unknown codes. */
  other: string
  /** Replaces the name of an unknown platform. */
  platform: string
}

const english: LinkErrorTexts = {
  denied: 'Permission was not given at {platform}, so nothing was changed. You can try again at any time.',
  unavailable: '{platform} is not available at the moment. Try again in a few minutes.',
  platformsFault: '{platform} had a problem of its own. Try again in a few minutes.',
  misconfigured: '{platform} refused the request of this app, which is not set up correctly there. The people who run it have to fix that.',
  sessionEnded: 'Your session has ended. Sign in again.',
  notLinked: 'The account could not be connected, most often because your session here ended while you were at {platform}. Sign in and connect it again.',
  connectedElsewhere: 'This account is already connected to another user here. Disconnect it there first, or choose another account at {platform}.',
  differentEmail: 'The email address at {platform} is not the one of your account here, so it was not connected.',
  emailTaken: 'There is already an account here with that email address. Sign in to it with your password, then connect {platform}.',
  unknownAccount: 'Nobody here has connected this account yet. Sign in or sign up with your email address first, then connect {platform}.',
  noEmail: '{platform} gave no email address, and signing in needs one. Allow it there, or sign up with an email address and connect {platform} afterwards.',
  unverifiedEmail: 'The email address at {platform} is not confirmed. Confirm it there, then try again.',
  emailNotAllowed: 'This email address cannot be used here.',
  stateMismatch: 'The way back from {platform} was not the one this browser set out on, or it took too long. Start again from here.',
  noAnswer: '{platform} could not confirm who you are. Nothing was changed; try again in a moment.',
  notSetUp: '{platform} is not set up on this server.',
  ourFault: 'Something went wrong on our side. Nothing was changed; try again in a moment.',
  notReady: 'This service is not available at the moment. Nothing was changed; try again in a minute.',
  other: 'That did not work. Try again, and if it keeps happening tell the people who run this app.',
  platform: 'the platform',
}

/**
 * The message for an `?error=` code. It never contains the code itself, because
 * anyone can create a link with any code.
 *
 * @param platformName the platform's name, if it is known
 * @param texts the messages in another language than English
 */
export function describeLinkError(code: string, platformName?: string, texts: LinkErrorTexts = english): string {
  const key = code.toLowerCase()
  const message = texts[Object.hasOwn(linkErrorCodes, key) ? linkErrorCodes[key as keyof typeof linkErrorCodes] : 'other']
  return capitalize(message.replaceAll('{platform}', platformName ?? texts.platform))
}

function capitalize(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
