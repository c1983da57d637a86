import { createHmac } from 'node:crypto'
import { readRawBody } from 'h3'
import type { H3Event } from 'h3'
import { useAuth } from '../auth'
import { startAttempt } from '../auth/attempts'
import { readSecrets } from '../vault/secrets'

/**
 * Counts attempts to guess a password, by the account that it belongs to: the address
 * of the request does not matter, and the count is shared between servers. A correct
 * password ends the count.
 *
 * @param run handles the request. It gets the user for the log, if there is one.
 * @throws ConnectError `TOO_MANY_ATTEMPTS`
 */
export async function withPasswordAttempts(event: H3Event, run: (who?: string) => Promise<Response>): Promise<Response> {
  const account = await accountOf(event)
  if (!account) return run()
  const attempt = account.password ? await startAttempt(account.key) : undefined
  const response = await run(account.who)
  if (response.ok) await attempt?.succeeded()
  // The password was not checked: another limit or rule came first.
  else if (![400, 401].includes(response.status)) await attempt?.undo()
  return response
}

interface GuardedAccount {
  key: string
  who: string
  /** Whether the request contains a password to check. */
  password: boolean
}

async function accountOf(event: H3Event): Promise<GuardedAccount | undefined> {
  const path = event.path.split('?')[0]!
  if (event.method !== 'POST' || !/^\/api\/auth\/(?:sign-in\/email|change-password|delete-user)\/?$/.test(path)) return
  const body = parse(await readRawBody(event))
  if (path.includes('sign-in')) {
    if (typeof body.email !== 'string') return
    // A digest, because the table and the log must not contain addresses that people typed.
    const digest = createHmac('sha256', readSecrets()[0].value).update(body.email.trim().toLowerCase()).digest('hex')
    return { key: `email:${digest}`, who: `email ${digest.slice(0, 12)}`, password: true }
  }
  const session = await useAuth().api.getSession({ headers: event.headers, query: { disableRefresh: true } })
  return session ? { key: `user:${session.user.id}`, who: `user ${session.user.id}`, password: Boolean(body.password ?? body.currentPassword) } : undefined
}

/** The fields of a body, as JSON or as a form. Better Auth refuses others. */
function parse(text = ''): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>
  }
  catch {
    return Object.fromEntries(new URLSearchParams(text))
  }
}
