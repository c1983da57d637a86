import type { Reply, SandboxRequest } from '../http'
import { json } from '../http'
import type { Identity } from '../identities'
import { avatarUrl } from '../identities'
import { bearerToken } from '../oauth'
import type { ProviderContext } from '../provider'

/** All values that X supports in `user.fields`. The sandbox returns some of them. */
const USER_FIELDS = ('affiliation confirmed_email connection_status created_at description entities id is_identity_verified '
  + 'location most_recent_tweet_id name parody pinned_tweet_id profile_banner_url profile_image_url protected public_metrics '
  + 'receives_your_dm subscription subscription_type url username verified verified_followers_count verified_type withheld').split(' ')

/**
 * `GET /2/users/me`: returns id, name and username, and other fields only on request.
 *
 * @see https://docs.x.com/x-api/users/get-my-user
 */
export function me({ headers, query }: SandboxRequest, { origin, identities, state }: ProviderContext): Reply {
  const access = state.liveToken(bearerToken(headers), 'access')
  const identity = access && identities.get(access.grant.identity)
  if (!identity) return problem(401, 'Unauthorized')
  const { scopes } = access.grant
  if (!scopes.includes('users.read') || !scopes.includes('tweet.read')) return problem(403, 'Forbidden')

  const asked = (query.get('user.fields') ?? '').split(',').filter(Boolean)
  const unknown = asked.find(field => !USER_FIELDS.includes(field))
  if (unknown !== undefined) return invalidField(unknown)

  const { id, name, username, ...rest } = describe(identity, origin, scopes)
  const more = Object.entries(rest).filter(([field]) => asked.includes(field))
  return json(200, { data: { id, name, username, ...Object.fromEntries(more) } })
}

function describe(identity: Identity, origin: string, scopes: string[]) {
  return {
    id: identity.accountId,
    name: identity.name,
    username: identity.username,
    profile_image_url: avatarUrl(origin, 'x', identity),
    confirmed_email: scopes.includes('users.email') ? identity.email : undefined,
    created_at: '2020-01-01T00:00:00.000Z',
    description: 'An account of the local sandbox',
    protected: false,
    verified: false,
    verified_type: 'none',
    public_metrics: { followers_count: 12, following_count: 34, tweet_count: 56, listed_count: 0, like_count: 78 },
  }
}

/** @see https://docs.x.com/x-api/fundamentals/response-codes-and-errors */
function problem(status: number, title: string): Reply {
  return json(status, { title, type: 'about:blank', status, detail: title }, { 'content-type': 'application/problem+json' })
}

function invalidField(field: string): Reply {
  return json(400, {
    errors: [{
      parameters: { 'user.fields': [field] },
      message: `The \`user.fields\` query parameter value [${field}] is not one of [${USER_FIELDS.join(',')}]`,
    }],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: 'https://api.twitter.com/2/problems/invalid-request',
  }, { 'content-type': 'application/problem+json' })
}
