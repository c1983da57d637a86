import { z } from 'zod'
import { connectError } from '../../shared/errors'
import { basicAuth } from './call-platform'
import { defineConnector, GrantRefused } from './connector'
import type { ConnectorContext } from './connector'

const user = z.object({
  id: z.number().int(),
  login: z.string().min(1),
  name: z.string().nullish().catch(null),
  avatar_url: z.string().nullish().catch(null),
})

const emails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() })).catch([])

export default defineConnector({
  /** @see https://docs.github.com/en/rest/users/users#get-the-authenticated-user */
  async readProfile({ accessToken }, context) {
    const { definition, call } = context
    const headers = { ...definition.api.headers, authorization: `Bearer ${accessToken}` }
    const { status, body } = await call('https://api.github.com/user', { headers })
    if (status === 401) throw new GrantRefused('GitHub does not accept the token (401).')
    const answer = user.safeParse(body)
    if (!answer.success) throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id, cause: answer.error })
    const { id, login, name, avatar_url } = answer.data
    const email = await readEmail(headers, context)
    return {
      accountId: String(id),
      username: login,
      name: name ?? login,
      email,
      emailVerified: email !== null,
      profileImageUrl: avatar_url ?? null,
    }
  },

  /** Revokes the app's whole grant at GitHub, not only this token. @see https://docs.github.com/en/rest/apps/oauth-applications#delete-an-app-authorization */
  async revoke({ accessToken }, { definition, client, call }) {
    if (!client) throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id })
    const { clientId, clientSecret } = client
    const { status } = await call(`https://api.github.com/applications/${clientId}/grant`, {
      method: 'DELETE',
      headers: { ...definition.api.headers, 'authorization': basicAuth(clientId, clientSecret), 'content-type': 'application/json' },
      body: JSON.stringify({ access_token: accessToken }),
    })
    // 404: the grant was already revoked.
    if (status !== 204 && status !== 404) throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id, cause: new Error(`GitHub did not end the grant (${status}).`) })
  },
})

/**
 * Reads the primary email address, if GitHub verified it. The profile contains only
 * the public address. Without the scope, GitHub returns no addresses.
 *
 * @see https://docs.github.com/en/rest/users/emails#list-email-addresses-for-the-authenticated-user
 */
async function readEmail(headers: Record<string, string>, { call }: ConnectorContext): Promise<string | null> {
  const { body } = await call('https://api.github.com/user/emails', { headers })
  return emails.parse(body).find(({ primary, verified }) => primary && verified)?.email ?? null
}
