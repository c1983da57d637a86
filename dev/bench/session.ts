export interface Session {
  userId: string
  /** The `Cookie` header. */
  cookie: string
}

/** Signs up a user. `headers` can name an address, because sign-ups of one address are limited. */
export async function signUp(url: string, email = 'bench@example.com', headers: Record<string, string> = {}): Promise<Session> {
  const response = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'origin': url, ...headers },
    body: JSON.stringify({ email, password: 'correct horse battery staple', name: 'Bench' }),
  })
  if (!response.ok) throw new Error(`Signing up answered ${response.status}: ${await response.text()}`)
  const { user } = await response.json() as { user: { id: string } }
  const cookie = response.headers.getSetCookie().map(cookie => cookie.split(';')[0]).join('; ')
  return { userId: user.id, cookie }
}
