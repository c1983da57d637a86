/** Whether an email address is one Better Auth made up for an account that came without: nobody receives mail there. */
export function isStandIn(email: string): boolean {
  return email.toLowerCase().endsWith('.placeholder.invalid')
}
