const wentAstray = 'The way back from {platform} was not the one this browser set out on, or it took too long. Start again from here.'
const misconfigured = '{platform} refused the request of this app, which is not set up correctly there. The people who run it have to fix that.'
const noAnswer = '{platform} could not confirm who you are. Nothing was changed; try again in a moment.'
const ourFault = 'Something went wrong on our side. Nothing was changed; try again in a moment.'
const differentEmail = 'The email address at {platform} is not the one of your account here, so it was not connected.'

/**
 * What went wrong on the way to a platform and back, by the code in `?error=`:
 * Better Auth's own codes, those of RFC 6749 that platforms send, and ours.
 * `{platform}` stands for the platform's name.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 */
export const linkErrors = {
  'other': 'That did not work. Try again, and if it keeps happening tell the people who run this app.',
  'platform': 'the platform',

  'access_denied': 'Permission was not given at {platform}, so nothing was changed. You can try again at any time.',
  'temporarily_unavailable': '{platform} is not available at the moment. Try again in a few minutes.',
  'server_error': '{platform} had a problem of its own. Try again in a few minutes.',
  'invalid_request': misconfigured,
  'invalid_scope': misconfigured,
  'unauthorized_client': misconfigured,
  'unsupported_response_type': misconfigured,

  'session_expired': 'Your session has ended. Sign in again.',
  'unable_to_link_account': 'The account could not be connected, most often because your session here ended while you were at {platform}. Sign in and connect it again.',
  'account_already_linked_to_different_user': 'This account is already connected to another user here. Disconnect it there first, or choose another account at {platform}.',
  'email_does_not_match': differentEmail,
  'email_doesn\'t_match': differentEmail,

  'account_not_linked': 'There is already an account here with that email address. Sign in to it with your password, then connect {platform}.',
  'signup_disabled': 'Nobody here has connected this account yet. Sign in or sign up with your email address first, then connect {platform}.',
  'email_not_found': '{platform} gave no email address, and signing in needs one. Allow it there, or sign up with an email address and connect {platform} afterwards.',
  'email_not_verified': 'The email address at {platform} is not confirmed. Confirm it there, then try again.',
  'email_not_allowed': 'This email address cannot be used here.',
  'unable_to_create_user': ourFault,
  'unable_to_create_session': ourFault,
  'unable_to_update_account': ourFault,

  'state_mismatch': wentAstray,
  'state_not_found': wentAstray,
  'state_invalid': wentAstray,
  'please_restart_the_process': wentAstray,
  'invalid_callback_request': wentAstray,
  'no_code': wentAstray,
  'no_callback_url': wentAstray,
  'invalid_code': noAnswer,
  'unable_to_get_user_info': noAnswer,
  'issuer_missing': noAnswer,
  'issuer_mismatch': noAnswer,
  'nonce_binding_missing': noAnswer,
  'oauth_provider_not_found': '{platform} is not set up on this server.',
  'validation_failed': ourFault,
  'state_generation_error': ourFault,
  'internal_server_error': ourFault,
} as const satisfies Record<string, string>

export type LinkErrorCode = Exclude<keyof typeof linkErrors, 'other' | 'platform'>

/** The same in a language: a text for each code, one for any `other`, and what an unknown `platform` is called. */
export type LinkErrorTexts = { readonly [Code in keyof typeof linkErrors]: string }

/**
 * What to tell a person about an `?error=` code. Never repeats the code itself:
 * anyone can write anything into an address.
 *
 * @param platformName the platform's name, where it is known
 * @param texts in another language than English
 */
export function describeLinkError(code: string, platformName?: string, texts: LinkErrorTexts = linkErrors): string {
  const key = code.toLowerCase()
  const message = Object.hasOwn(texts, key) ? texts[key as LinkErrorCode] : texts.other
  return capitalize(message.replaceAll('{platform}', platformName ?? texts.platform))
}

function capitalize(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
