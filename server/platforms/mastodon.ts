import { z } from 'zod'
import { connectError } from '../../shared/errors'
import { defineConnector, GrantRefused } from './connector'

const account = z.object({
  id: z.string().min(1),
  username: z.string().min(1),
  display_name: z.string().nullish().catch(null),
  avatar: z.string().nullish().catch(null),
})

const registeredClient = z.object({ client_id: z.string().min(1), client_secret: z.string().min(1) })

export default defineConnector({
  /**
   * Ids are unique only on their server, so the account's id consists of id and host.
   *
   * @see https://docs.joinmastodon.org/methods/accounts/#verify_credentials
   */
  async readProfile({ accessToken }, { definition, host, call }) {
    const { status, body } = await call('https://{host}/api/v1/accounts/verify_credentials', { headers: { authorization: `Bearer ${accessToken}` } })
    if (status === 401) throw new GrantRefused(`${host} does not accept the token (401).`)
    const answer = account.safeParse(body)
    if (!answer.success) throw connectError('PLATFORM_UNREACHABLE', { platform: definition.id, cause: answer.error })
    const { id, username, display_name, avatar } = answer.data
    return {
      accountId: `${id}@${host}`,
      username: `${username}@${host}`,
      name: display_name || username,
      email: null,
      emailVerified: false,
      profileImageUrl: avatar ?? null,
    }
  },

  /** @see https://docs.joinmastodon.org/methods/apps/#create */
  async register({ redirectUri, scopes, appName }, { definition, host, call }) {
    const { status, body } = await call('https://{host}/api/v1/apps', {
      method: 'POST',
      body: new URLSearchParams({
        client_name: appName ?? new URL(redirectUri).host,
        redirect_uris: redirectUri,
        scopes: scopes.join(' '),
        website: new URL(redirectUri).origin,
      }),
    })
    const answer = registeredClient.safeParse(body)
    if (answer.success) return { clientId: answer.data.client_id, clientSecret: answer.data.client_secret }
    // A Mastodon server refuses a registration with 422 and JSON. Any other response means that the host is not a Mastodon server.
    throw status === 422 && body !== null
      ? connectError('PLATFORM_UNREACHABLE', { platform: definition.id, cause: new Error(`${host} refused the registration: ${JSON.stringify(body)}`) })
      : connectError('HOST_REFUSED', { platform: definition.id, message: `There is no Mastodon server at ${host}. Check how you spelled it.` })
  },
})
