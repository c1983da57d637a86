import type { SessionUser } from '../../client/session-user'
import type { Account, AccountsByPlatform, PlatformSetup, ServerPlatforms } from '../../shared/account'
import { credentialVariables, isOAuthPlatform, platformList, platforms } from '../../shared/platforms'
import type { OAuthPlatformId, PlatformId } from '../../shared/platforms'

/** A picture that needs no network. */
function picture(color: string): string {
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path fill="${color}" d="M0 0h40v40H0z"/><circle cx="20" cy="16" r="7" fill="#fff"/><path fill="#fff" d="M6 40a14 14 0 0 1 28 0z"/></svg>`)}`
}

/** Who is signed in. */
export const user: SessionUser = { id: 'user-1', name: 'Ada Lovelace', email: 'ada@example.com', image: picture('#5b6ee1') }

/** What accounts are made of, where an entry says nothing else. */
const common = {
  id: 'account-1',
  userId: user.id,
  accountId: '1001',
  accessToken: 'hidden',
  refreshToken: 'present',
  accessTokenExpiresAt: null,
  isExpired: false,
  status: 'healthy',
  createdAt: '2026-03-14T09:26:53.000Z',
  updatedAt: '2026-03-14T09:26:53.000Z',
} as const

/** An account in the state an entry is about. */
export function account<Id extends PlatformId = 'reddit'>(changes: Partial<Account<Id>> = {}, platform = 'reddit' as Id): Account<Id> {
  const scopes = changes.scopes ?? platforms[platform].permissions.filter(permission => 'required' in permission || 'default' in permission).map(({ scope }) => scope)
  return {
    ...common,
    name: 'Ada Lovelace',
    username: 'ada',
    profileImageUrl: picture('#2f7d6d'),
    platform,
    providerId: platforms[platform].providerId,
    scopes,
    scope: scopes.join(' '),
    ...(!isOAuthPlatform(platform) && { apiKey: 'hidden' }),
    ...changes,
  } as unknown as Account<Id>
}

/** Accounts that are hard to tell apart, to fit in, or to draw. */
export const crowd = {
  sameName: account({ id: 'account-2', username: 'ada_at_work', profileImageUrl: picture('#b0562c') }),
  longName: account({ id: 'account-3', name: 'Augusta Ada King, Countess of Lovelace and first to program an engine', username: 'TheEnchantressOfNumbersWhoNeverPutsASpaceInAnythingSheIsAskedFor', profileImageUrl: undefined }),
  noName: account({ id: 'account-4', name: undefined, username: undefined, profileImageUrl: undefined }),
  onlyEmail: account({ id: 'account-5', name: undefined, username: undefined, email: 'babbage@example.com', profileImageUrl: undefined }),
  brokenPicture: account({ id: 'account-6', name: 'Mary Somerville', username: 'mary', profileImageUrl: 'data:image/png;base64,AAAA' }),
}

/** Everything entries show that is nobody's text: names, handles, addresses. */
export const names: readonly string[] = [
  ...platformList.map(({ name }) => name),
  ...[user, account(), ...Object.values(crowd)].flatMap((person) => {
    const { name, email, username } = person as { name?: string, email?: string, username?: string }
    return [name, email, username && `@${username}`].filter(text => text !== undefined && text !== '')
  }) as string[],
]

/** The list as the API tells it. */
export function byPlatform(accounts: readonly Account[]): AccountsByPlatform {
  return Object.fromEntries(platformList.map(({ id }) => [id, accounts.filter(({ platform }) => platform === id)])) as AccountsByPlatform
}

/** What a server in development says is missing. */
export function setupOf(platform: OAuthPlatformId): PlatformSetup {
  const { clientId, clientSecret } = credentialVariables(platform)
  return {
    variables: [clientId, clientSecret],
    callbackURL: `https://app.example.com/api/auth/callback/${platforms[platform].providerId}`,
    registerAt: platforms[platform].credentialsUrl,
  }
}

/** A server with every platform on. */
export const server: ServerPlatforms = {
  sandbox: false,
  platforms: Object.fromEntries(platformList.map(({ id }) => [id, { enabled: true, signUp: true }])) as ServerPlatforms['platforms'],
}

/** The same with one of them off. */
export function serverWithout(platform: OAuthPlatformId, setup?: PlatformSetup): ServerPlatforms {
  return { ...server, platforms: { ...server.platforms, [platform]: { enabled: false, signUp: false, setup } } }
}
