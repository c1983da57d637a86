/** Better Auth's domain for placeholder addresses. It cannot receive mail. */
const domain = 'placeholder.invalid'

/** Creates the email address for an account without one. It is stable and unique for each account. */
export function placeholderEmail(accountId: string, providerId: string): string {
  const name = /^[a-z0-9_-]+$/.test(accountId) ? accountId : Buffer.from(accountId).toString('hex')
  return `${name}@${providerId}.${domain}`
}

/** Whether an email address is a placeholder. */
export function isPlaceholderEmail(email: string): boolean {
  return email.toLowerCase().endsWith(`.${domain}`)
}
